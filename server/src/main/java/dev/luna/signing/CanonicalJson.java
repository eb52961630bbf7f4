package dev.luna.signing;

import dev.luna.json.Json;
import java.io.IOException;
import org.erdtman.jcs.JsonCanonicalizer;
import tools.jackson.databind.JsonNode;

/** The one form of a JSON value, by RFC 8785: order of names and white space do not count. */
final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * @throws IllegalArgumentException if the value has no such form: a number beyond all bounds,
   *     half of a surrogate pair
   */
  static byte[] bytes(JsonNode value) {
    // Written out, a number beyond all bounds would be the same as a text.
    if (Json.unstorable(value).isPresent()) {
      throw new IllegalArgumentException("this JSON holds a value that cannot be signed");
    }
    try {
      // The library takes objects and arrays alone.
      return new JsonCanonicalizer("[" + Json.MAPPER.writeValueAsString(value) + "]")
          .getEncodedUTF8();
    } catch (IOException | NumberFormatException e) {
      throw new IllegalArgumentException("this JSON cannot be signed: " + e.getMessage(), e);
    }
  }
}
