package dev.luna.signing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys as text, as other tools write them too; the lines around the Base64 may be missing. */
final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  static String write(String label, byte[] key) {
    var lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(key), label);
  }

  /**
   * @throws IllegalArgumentException if it is no Base64
   */
  static byte[] read(String text) {
    return Base64.getDecoder().decode(text.replaceAll("-----[A-Z ]+-----|\\s", ""));
  }
}
