package dev.luna.http;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

  static Upload receive(InputStream in, int longest) throws IOException {
    var sha = sha256();
    Path file = Files.createTempFile("luna-upload", ".tmp");
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
        out.write(buffer, 0, read);
      }
      return new Upload(file, HexFormat.of().formatHex(sha.digest()));
    } catch (IOException | RuntimeException e) {
      upload.close();
      throw e;
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
