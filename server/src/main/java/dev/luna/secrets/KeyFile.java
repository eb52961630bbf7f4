package dev.luna.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The installation's keys, one a line in Base64, the one in use first. Older ones stay so that what
 * was encrypted with them can be read.
 */
final class KeyFile {
  private static final String HEAD =
      "# Keys of this installation, the one in use first. Without them no stored secret can be read.\n";

  private final Path path;

  KeyFile(Path path) {
    this.path = path;
  }

  /**
   * The keys; a first one is made where there is no file.
   *
   * @throws UncheckedIOException if the file can neither be read nor made, or holds something else
   */
  List<Key> open() {
    try {
      return read();
    } catch (NoSuchFileException e) {
      return first();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Puts a new key in front of the others. */
  void rotate() {
    var keys = new ArrayList<>(open());
    keys.addFirst(fresh());
    try {
      Path written = write(keys);
      Files.move(
          written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private List<Key> read() throws IOException {
    var keys = new ArrayList<Key>();
    for (String line : Files.readAllLines(path, StandardCharsets.US_ASCII)) {
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        keys.add(key(text));
      }
    }
    if (keys.isEmpty()) {
      throw new IOException("it holds no key");
    }
    return List.copyOf(keys);
  }

  private static Key key(String text) throws IOException {
    try {
      return new Key(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      // Without the line: it may be a key with a slip of the pen.
      throw new IOException("it has a line that is no key");
    }
  }

  /** Several processes may start at once: the file of the first one counts. */
  private List<Key> first() {
    try {
      Path written = write(List.of(fresh()));
      try {
        Files.createLink(path, written);
      } catch (FileAlreadyExistsException e) {
        // That of another process, which is read below.
      } finally {
        Files.delete(written);
      }
      return read();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private Path write(List<Key> keys) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path file =
        Files.createTempFile(
            directory,
            "keys",
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var text = new StringBuilder(HEAD);
    keys.forEach(key -> text.append(key.text()).append('\n'));
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return file;
  }

  private static Key fresh() {
    byte[] bytes = new byte[Key.LENGTH];
    new SecureRandom().nextBytes(bytes);
    return new Key(bytes);
  }

  private UncheckedIOException broken(IOException e) {
    return new UncheckedIOException(
        "the file of keys %s (SECRETS.KEY_FILE) cannot be used: %s".formatted(path, e.getMessage()),
        e);
  }
}
