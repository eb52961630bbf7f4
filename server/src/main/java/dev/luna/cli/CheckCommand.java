package dev.luna.cli;

import dev.luna.check.Check;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    description =
        "Recount everything and set counters right; find images without content and the reverse.",
    footer = "Exit code: 0 all fits together, 3 something was found (and said), 1 failure.")
final class CheckCommand implements Callable<Integer> {
  private static final int SOMETHING_FOUND = 3;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "--remove-orphans",
      description = "Remove contents older than a day that belong to no image.")
  private boolean removeOrphans;

  @Override
  public Integer call() {
    try (var installation = Installation.open(common.config(Map.of()))) {
      var findings =
          new Check(installation.database(), installation.contents(), Clock.systemUTC())
              .run(removeOrphans);
      installation.foldCounters();
      findings.forEach(System.out::println);
      System.err.println(findings.isEmpty() ? "all fits together" : findings.size() + " findings");
      return findings.isEmpty() ? 0 : SOMETHING_FOUND;
    }
  }
}
