package dev.luna.signing;

import dev.luna.json.Json;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The signature of a JSON object, as its field {@code signature}: {@code <content>.<signature>},
 * both in Base64 for URLs. The content is canonical JSON with the id of the key and the digests of
 * all other fields.
 */
public final class Seal {
  /** The field that holds it. */
  public static final String FIELD = "signature";

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Seal() {}

  /**
   * What a check found.
   *
   * @param problem what is wrong with the signature itself; empty if it is a known key's
   * @param changes what is not as it was signed; empty where the signature cannot be believed
   */
  public record Finding(String problem, List<String> changes) {
    public boolean isGenuine() {
      return problem.isEmpty() && changes.isEmpty();
    }

    private static Finding wrong(String problem) {
      return new Finding(problem, List.of());
    }
  }

  /** Puts the signature into the document, in the place of one that may be there. */
  public static void put(ObjectNode document, SigningKey key) {
    document.remove(FIELD);
    var content = JsonNodeFactory.instance.objectNode();
    content.put("key", key.publicKey().id());
    content.set("digests", Digests.of(document));
    byte[] bytes = CanonicalJson.bytes(content);
    document.put(
        FIELD, ENCODER.encodeToString(bytes) + "." + ENCODER.encodeToString(key.sign(bytes)));
  }

  /** Checks a document that may come from anywhere. */
  public static Finding check(JsonNode document, List<PublicKey> keys) {
    String text = document.path(FIELD).asString("");
    int dot = text.indexOf('.');
    if (!(document instanceof ObjectNode object) || dot < 0) {
      return Finding.wrong("it is not signed");
    }
    try {
      byte[] content = Base64.getUrlDecoder().decode(text.substring(0, dot));
      byte[] signature = Base64.getUrlDecoder().decode(text.substring(dot + 1));
      // What is believed is looked at only after it has been verified.
      if (keys.stream().noneMatch(key -> key.verifies(content, signature))) {
        return Finding.wrong(unknown(content, keys));
      }
      var signed = Json.MAPPER.readTree(content).path(0).path("digests");
      var rest = object.deepCopy();
      rest.remove(FIELD);
      return new Finding("", Digests.changes(signed, rest));
    } catch (IllegalArgumentException | JacksonException e) {
      return Finding.wrong("its signature cannot be read");
    }
  }

  private static String unknown(byte[] content, List<PublicKey> keys) {
    String named = Json.MAPPER.readTree(content).path(0).path("key").asString("");
    return Optional.of(named)
        .filter(id -> keys.stream().noneMatch(key -> key.id().equals(id)))
        .map(id -> "it was signed with a key that is not known here")
        .orElse("its signature was changed");
  }
}
