package dev.luna.cli;

import dev.luna.Surroundings;
import dev.luna.accounts.Passwords;
import dev.luna.config.Config;
import dev.luna.transfer.ImageImporter;
import dev.luna.transfer.ImportReport;
import dev.luna.transfer.Importer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = "Bring accounts, lists, samples, faces and events in, one JSON object a line.",
    footer = "Exit code: 0 all lines are in, 3 some were refused (see the report), 1 failure.")
final class ImportCommand implements Callable<Integer> {
  private static final int SOME_REFUSED = 3;
  private static final String STANDARD_INPUT = "-";

  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files; - is standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where refused lines are listed; import-report.ndjson if not given.")
  private Path report = Path.of("import-report.ndjson");

  @Option(
      names = "--images",
      paramLabel = "DIR|TAR",
      description =
          "Images that belong to the lines: <bucket>/<id>.jpg in a directory or tar file.")
  private @Nullable Path images;

  @Override
  public Integer call() throws IOException {
    var config = common.config(Map.of());
    long refused;
    try (var installation = Installation.open(config)) {
      var importer =
          new Importer(
              installation.database(),
              new Passwords(config.authorization().hashConcurrency()),
              installation.contents(),
              Clock.systemUTC(),
              Surroundings.real().ids());
      boolean goesOn = false;
      for (String file : files) {
        goesOn |= importer.committed(key(file)) > 0;
      }
      try (var refusals = ImportReport.in(report, goesOn)) {
        if (images != null) {
          storeImages(images, config, installation, refusals);
        }
        for (String file : files) {
          run(importer, file, refusals);
        }
        refused = refusals.refused();
      }
      installation.foldCounters();
    }
    return refused == 0 ? 0 : SOME_REFUSED;
  }

  /** Before the lines, which refer to them. */
  private static void storeImages(
      Path source, Config config, Installation installation, ImportReport refusals)
      throws IOException {
    var contents =
        installation
            .contents()
            .orElseThrow(
                () -> new IllegalStateException("images are switched off, see IMAGE_STORE.TYPE"));
    try (var progress = Progress.of(source.toString(), " images", -1, 1)) {
      var summary =
          new ImageImporter(contents, installation.pictures(), config.imageStore().maxImageSize())
              .run(source, refusals, progress::add);
      System.err.printf(
          "%s: %d images stored, %d there already, %d refused%n",
          source, summary.added(), summary.present(), summary.refused());
    }
  }

  private void run(Importer importer, String file, ImportReport refusals) throws IOException {
    boolean isFile = !file.equals(STANDARD_INPUT);
    try (InputStream in = isFile ? Files.newInputStream(Path.of(file)) : System.in;
        var progress = Progress.of(file, "MB", isFile ? Files.size(Path.of(file)) : -1, 1 << 20)) {
      var source = new Importer.Source(file, key(file), buffered(in));
      var summary = importer.run(source, refusals, progress::add);
      System.err.printf(
          "%s: %d added, %d there already, %d refused%s%s%n",
          file,
          summary.added(),
          summary.present(),
          summary.refused(),
          summary.skipped() > 0 ? ", went on after line " + summary.skipped() : "",
          summary.refused() > 0 ? ", see " + report : "");
    }
  }

  private static InputStream buffered(InputStream in) {
    return new BufferedInputStream(in, 1 << 16);
  }

  /** A file that was changed is another source: it is read from its beginning. */
  private static @Nullable String key(String name) throws IOException {
    Path file = Path.of(name);
    return !name.equals(STANDARD_INPUT) && Files.isRegularFile(file)
        ? "%s %d %d"
            .formatted(
                file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file).toMillis())
        : null;
  }
}
