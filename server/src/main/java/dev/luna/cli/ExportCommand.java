package dev.luna.cli;

import dev.luna.transfer.Exporter;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description =
        "Write accounts, lists and faces as import reads them, to standard output or a file.")
final class ExportCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(names = "--output", paramLabel = "FILE", description = "File to write.")
  private @Nullable Path output;

  @Option(
      names = "--with-password-hashes",
      description = "Keep the accounts' password hashes. They are secrets: guard the file.")
  private boolean withPasswordHashes;

  @Override
  public Integer call() throws IOException {
    try (var installation = Installation.open(common.config(Map.of()));
        OutputStream out = open();
        var progress = Progress.of("export", " objects", -1, 1)) {
      long count =
          new Exporter(installation.database()).run(out, withPasswordHashes, progress::add);
      System.err.printf("%d objects exported%n", count);
      return 0;
    }
  }

  /** A file is for its owner only: it holds personal data, and perhaps password hashes. */
  private OutputStream open() throws IOException {
    if (output == null) {
      return new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
    }
    Files.deleteIfExists(output);
    Files.createFile(
        output, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new BufferedOutputStream(Files.newOutputStream(output), BUFFER);
  }
}
