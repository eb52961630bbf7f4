package dev.luna.http;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that is no JSON, in a temporary file that only this process's user can read.
 *
 * @param digest SHA-256 of the content, in hexadecimal
 */
public record Upload(Path file, String digest) implements AutoCloseable {
  /** What there is where a request had no body. */
  static final Upload NONE = new Upload(Path.of(""), "");

  private static final Logger LOG = LoggerFactory.getLogger(Upload.class);
  private static final int BUFFER = 1 << 16;

  /**
   * Makes the directory for uploads, for this user only, and removes what a crash has left there.
   * Other processes may use it too: what is younger than a day may be theirs.
   */
  public static Path prepareDirectory(Path directory, Instant now) {
    try {
      Files.createDirectories(directory.toAbsolutePath().getParent());
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      try (var left = Files.newDirectoryStream(directory, "upload*.tmp")) {
        for (Path file : left) {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(Duration.ofDays(1)))) {
            Files.deleteIfExists(file);
          }
        }
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("uploads cannot be kept in " + directory, e);
    }
  }

  static Upload receive(InputStream in, BodyLimits limits) throws IOException {
    int longest = limits.upload();
    var sha = sha256();
    Path file = Files.createTempFile(limits.directory(), "upload", ".tmp");
    var upload = new Upload(file, "");
    try (var digesting = new DigestInputStream(in, sha);
        var out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      long length = 0;
      for (int read = digesting.read(buffer); read >= 0; read = digesting.read(buffer)) {
        length += read;
        if (length > longest) {
          throw new CodedException(
              ErrorCode.HTTP_TOO_LARGE, "the body is longer than %d bytes".formatted(longest));
        }
        write(out, buffer, read);
      }
      return new Upload(file, HexFormat.of().formatHex(sha.digest()));
    } catch (IOException | RuntimeException e) {
      upload.close();
      throw e;
    }
  }

  /** A full disk is our failure, and not one of the connection. */
  private static void write(OutputStream out, byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException("an upload cannot be kept", e);
    }
  }

  /** Whether there was no body. */
  boolean isEmpty() {
    return equals(NONE);
  }

  @Override
  public void close() {
    if (isEmpty()) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("an upload stays in {} until somebody removes it", file, e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
