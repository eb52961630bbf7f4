package dev.luna.imagestore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that outlive a loss of power, private to the user who runs the process. */
final class DurableFiles {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFiles() {}

  /**
   * Writes {@code content} into a new file of {@code directory}; if that fails, no file is left.
   *
   * @throws UncheckedIOException if {@code content} cannot be read
   * @throws IOException if the file cannot be written
   */
  static Path write(Path directory, InputStream content) throws IOException {
    Path file = Files.createTempFile(directory, "", ".part", PRIVATE_FILE);
    boolean written = false;
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      copy(content, channel);
      channel.force(true);
      written = true;
      return file;
    } finally {
      if (!written) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Makes a directory and what is missing above it. One thread at a time: who finds a directory
   * here also knows that whoever made it has written its name to the disk.
   */
  static synchronized void makeDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      makeDirectories(parent);
    }
    try {
      Files.createDirectory(directory, PRIVATE_DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    if (parent != null) {
      sync(parent);
    }
  }

  /** Writes the names in a directory to the disk: a file without its name would be lost. */
  static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void copy(InputStream content, FileChannel channel) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = read(content, buffer); count >= 0; count = read(content, buffer)) {
      var bytes = ByteBuffer.wrap(buffer, 0, count);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static int read(InputStream content, byte[] buffer) {
    try {
      return content.read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
