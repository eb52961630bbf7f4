package dev.luna.cli;

import dev.luna.transfer.Exporter;
import dev.luna.transfer.ImageExport;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "Write everything as import reads it, to standard output or a file.")
final class ExportCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(names = "--output", paramLabel = "FILE", description = "File to write.")
  private @Nullable Path output;

  @Option(
      names = "--with-password-hashes",
      description = "Keep the accounts' password hashes. They are secrets: guard the file.")
  private boolean withPasswordHashes;

  @Option(
      names = "--images",
      paramLabel = "DIR|FILE.tar",
      description = "Write the images too, to a directory or a tar file.")
  private @Nullable Path images;

  @Option(
      names = "--after",
      paramLabel = "TYPE:ID",
      description =
          "Go on behind this object, the last one of an export that was interrupted:"
              + " account, list, sample, face or event, and its id.")
  private @Nullable String after;

  @Override
  public Integer call() throws IOException {
    var position = after == null ? null : position(after);
    try (var installation = Installation.open(common.config(Map.of()));
        OutputStream out = open();
        var pictures = images(installation);
        var progress = Progress.of("export", " objects", -1, 1)) {
      var choice = new Exporter.Choice(withPasswordHashes, position, pictures);
      long count = new Exporter(installation.database()).run(out, choice, progress::add);
      System.err.printf("%d objects exported%n", count);
      return 0;
    }
  }

  private ImageExport images(Installation installation) throws IOException {
    if (images == null) {
      return ImageExport.NONE;
    }
    var contents =
        installation
            .contents()
            .orElseThrow(
                () -> new IllegalStateException("images are switched off, see IMAGE_STORE.TYPE"));
    if (after != null && Files.isRegularFile(images)) {
      throw new IllegalStateException(
          "%s is there: a tar cannot be gone on with, name another one for the rest"
              .formatted(images));
    }
    return ImageExport.to(images, contents);
  }

  private static Exporter.Position position(String text) {
    String[] parts = text.split(":", 2);
    try {
      return new Exporter.Position(
          Exporter.Type.valueOf(parts[0].toUpperCase(Locale.ROOT)), UUID.fromString(parts[1]));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalStateException("--after %s is not like face:<id>".formatted(text), e);
    }
  }

  /**
   * A file is for its owner only: it holds personal data, and perhaps password hashes. One that is
   * gone on with keeps what it has.
   */
  private OutputStream open() throws IOException {
    if (output == null) {
      return new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
    }
    if (after == null || !Files.exists(output)) {
      Files.deleteIfExists(output);
      Files.createFile(
          output,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return new BufferedOutputStream(
        Files.newOutputStream(output, StandardOpenOption.APPEND), BUFFER);
  }
}
