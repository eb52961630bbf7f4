package dev.luna.cli;

import dev.luna.accounts.Passwords;
import dev.luna.transfer.Demo;
import dev.luna.transfer.Importer;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Make synthetic accounts, lists and faces, so that there is something to look at.")
final class DemoCommand implements Callable<Integer> {
  @Mixin private CommonOptions common = new CommonOptions();

  @Option(names = "--faces", description = "How many faces; ${DEFAULT-VALUE} if not given.")
  private long faces = 10_000;

  @Override
  public Integer call() {
    try (var installation = Installation.open(common.config(Map.of()));
        var progress = Progress.of("demo", " faces", faces, 1)) {
      var importer = new Importer(installation.database(), new Passwords(1), Clock.systemUTC());
      var summary = new Demo(importer).run(faces, progress::add);
      installation.foldCounters();
      System.err.printf(
          "demo: %d objects added, %d there already%n", summary.added(), summary.present());
      return 0;
    }
  }
}
