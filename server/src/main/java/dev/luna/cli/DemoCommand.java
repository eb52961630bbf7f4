package dev.luna.cli;

import dev.luna.Surroundings;
import dev.luna.accounts.Passwords;
import dev.luna.faces.FaceList;
import dev.luna.faces.ListStore;
import dev.luna.transfer.Demo;
import dev.luna.transfer.Importer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Make synthetic accounts, lists, faces, events and samples, so that there is something to look at,"
            + " and bring networks that read them.")
final class DemoCommand implements Callable<Integer> {
  @Mixin private CommonOptions common = new CommonOptions();

  @Option(names = "--faces", description = "How many faces; ${DEFAULT-VALUE} if not given.")
  private long faces = 10_000;

  @Option(names = "--events", description = "How many events; as many as faces if not given.")
  private @Nullable Long events;

  @Option(
      names = "--samples",
      description = "How many of both have drawn samples; ${DEFAULT-VALUE} if not given.")
  private long samples = 1000;

  @Option(
      names = "--descriptor-bytes",
      description = "Length of a descriptor; ${DEFAULT-VALUE} if not given.")
  private int descriptorBytes = 512;

  @Override
  public Integer call() throws IOException {
    long eventCount = events == null ? faces : events;
    try (var installation = Installation.open(common.config(Map.of()));
        var progress = Progress.of("demo", " objects", faces + eventCount, 1)) {
      var database = installation.database();
      var contents = installation.contents();
      var importer =
          new Importer(
              database, new Passwords(1), contents, Clock.systemUTC(), Surroundings.real().ids());
      // A second run adds to the first one, whenever that was.
      Instant begin =
          new ListStore(database)
              .byId(Demo.firstList())
              .map(FaceList::createTime)
              .orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Demo.SPAN));
      var size = new Demo.Size(faces, eventCount, samples, descriptorBytes);
      var summary = new Demo(importer, contents, size, begin).run(progress::add);
      installation.foldCounters();
      System.err.printf(
          "demo: %d objects added, %d there already%n", summary.added(), summary.present());
      if (installation.installDemoModels()) {
        System.err.println(
            "demo: networks with random weights installed, their numbers mean nothing");
      }
      return 0;
    }
  }
}
