package dev.luna.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.luna.json.Json;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SealTest {
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final List<PublicKey> KNOWN = List.of(KEY.publicKey());
  private static final String DOCUMENT =
      """
      {"count":10,"info":{"a":1,"b":"ä"},"list":[{"name":"X","value":1},{"name":"Y","value":0.5}]}\
      """;

  @Test
  void whatWasNotChangedIsGenuineInAnyOrderAndLayout() {
    var signed = signed();
    String turned =
        """
        { "signature": "%s",
          "list": [{"value": 1.0, "name": "X"}, {"value": 5e-1, "name": "Y"}],
          "info": {"b": "\\u00e4", "a": 1}, "count": 10 }
        """
            .formatted(signed.path("signature").asString());

    assertThat(Seal.check(Json.MAPPER.readTree(turned), KNOWN).isGenuine()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"count\":10 | \"count\":11 | count was changed",
        "\"a\":1 | \"a\":2 | info.a was changed",
        "\"a\":1, | | info.a was removed",
        "\"a\":1 | \"a\":1,\"c\":1 | info.c was added",
        "\"count\":10, | | count was removed",
        "\"count\":10 | \"count\":10,\"more\":1 | more was added",
        "\"value\":0.5 | \"value\":1 | list[1] (Y) was changed or added",
        "{\"name\":\"X\",\"value\":1}, | | list has 1 entries, 2 were signed",
        "\"info\":{\"a\":1,\"b\":\"ä\"} | \"info\":7 | info was changed",
      })
  void aChangeIsNamed(String before, String after, String sentence) {
    String text = signed().toString();
    assertThat(text).contains(before);

    var finding =
        Seal.check(Json.MAPPER.readTree(text.replace(before, after == null ? "" : after)), KNOWN);

    assertThat(finding.problem()).isEmpty();
    assertThat(finding.changes()).containsExactly(sentence);
  }

  @Test
  void signaturesOfOthersAndChangedOnesAreRefused() {
    var others = List.of(SigningKey.generate(new SecureRandom()).publicKey());
    assertThat(Seal.check(signed(), others).problem())
        .isEqualTo("it was signed with a key that is not known here");

    var document = signed();
    String signature = document.path("signature").asString();
    char last = signature.charAt(signature.length() - 20);
    document.put(
        "signature",
        signature.substring(0, signature.length() - 20)
            + (last == 'A' ? 'B' : 'A')
            + signature.substring(signature.length() - 19));
    assertThat(Seal.check(document, KNOWN).problem()).isEqualTo("its signature was changed");

    for (String nonsense : List.of("", ".", "x", "a.b", "%.%", "W10.W10")) {
      document.put("signature", nonsense);
      assertThat(Seal.check(document, KNOWN).isGenuine()).as(nonsense).isFalse();
      assertThat(Seal.check(document, KNOWN).problem()).as(nonsense).isNotEmpty();
    }
    assertThat(Seal.check(Json.MAPPER.readTree("[]"), KNOWN).problem())
        .isEqualTo("it is not signed");
  }

  @Test
  void keysSurviveAsText() {
    var again = SigningKey.parse(KEY.reveal());

    assertThat(again.publicKey().text()).isEqualTo(KEY.publicKey().text());
    assertThat(PublicKey.parse(KEY.publicKey().text()).verifies(bytes(), again.sign(bytes())))
        .isTrue();
    assertThat(KEY.toString()).doesNotContain(KEY.reveal().lines().toList().get(1));
    assertThatThrownBy(() -> SigningKey.parse("secret words"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret words");
    assertThatThrownBy(() -> PublicKey.parse("c2VjcmV0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The key and the signature of the first test in RFC 8032, 7.1. */
  @Test
  void theAlgorithmIsThatOfTheStandard() {
    var hex = java.util.HexFormat.of();
    byte[] seed = hex.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    byte[] head = hex.parseHex("302e020100300506032b657004220420");
    byte[] whole = java.util.Arrays.copyOf(head, head.length + seed.length);
    System.arraycopy(seed, 0, whole, head.length, seed.length);
    var key = SigningKey.parse(java.util.Base64.getEncoder().encodeToString(whole));

    assertThat(hex.formatHex(key.sign(new byte[0])))
        .startsWith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a3");
    assertThat(hex.formatHex(java.util.Base64.getDecoder().decode(key.publicKey().text())))
        .endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  }

  @Test
  void namesAreOrderedAndNumbersHaveOneForm() {
    var value = Json.MAPPER.readTree("{\"b\":1.0,\"a\":[1e21,\"\\u000f\"],\"\\u20ac\":null}");

    assertThat(new String(CanonicalJson.bytes(value), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("[{\"a\":[1e+21,\"\\u000f\"],\"b\":1,\"€\":null}]");
    assertThatThrownBy(() -> CanonicalJson.bytes(Json.MAPPER.readTree("1e999")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ObjectNode signed() {
    var document = (ObjectNode) Json.MAPPER.readTree(DOCUMENT);
    Seal.put(document, KEY);
    return document;
  }

  private static byte[] bytes() {
    return new byte[] {1, 2, 3};
  }
}
