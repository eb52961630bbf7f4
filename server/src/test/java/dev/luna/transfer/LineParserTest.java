package dev.luna.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.luna.errors.CodedException;
import dev.luna.json.Json;
import dev.luna.testing.Schemas;
import dev.luna.testing.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parser and the published schema have to agree on every line. */
class LineParserTest {
  private static final String FACE =
      "\"type\":\"face\",\"face_id\":\"%s\",\"account_id\":\"%s\""
          .formatted(TestData.face(1), TestData.ACCOUNT);
  private static final String ACCOUNT =
      "\"type\":\"account\",\"account_id\":\"%s\",\"account_type\":\"user\""
          .formatted(TestData.ACCOUNT);

  private static final String EVENT =
      "\"type\":\"event\",\"event_id\":\"%s\",\"account_id\":\"%s\""
          .formatted(TestData.face(1), TestData.ACCOUNT);
  private static final String SAMPLE =
      "\"type\":\"sample\",\"sample_id\":\"%s\",\"account_id\":\"%s\""
          .formatted(TestData.face(1), TestData.ACCOUNT);

  static Stream<String> accepted() {
    return Stream.of(
        TestData.listLine(),
        TestData.faceLine(1),
        TestData.faceLine(1, 56, 59),
        "{" + FACE + "}",
        "{" + FACE + ",\"external_id\":\"%s\"}".formatted("x".repeat(36)),
        "{" + FACE + ",\"create_time\":\"2018-07-11T09:11:41.674Z\"}",
        "{" + FACE + ",\"attributes\":{}}",
        "{" + FACE + ",\"attributes\":{\"gender\":0,\"ethnicity\":4,\"age\":0}}",
        "{" + EVENT + "}",
        "{" + EVENT + ",\"tags\":[\"a\"],\"meta\":{\"a\":[1.5]},\"age\":0,\"mask\":99}",
        "{"
            + EVENT
            + ",\"body_descriptors\":[{\"descriptor_version\":110,\"descriptor\":\"AA==\"}]}",
        "{" + SAMPLE + ",\"bucket\":\"faces-samples\"}",
        "{" + ACCOUNT + ",\"login\":\"a@example.com\"}",
        "{" + ACCOUNT + ",\"login\":\"a@b.example.com\",\"password\":\"secret\"}");
  }

  static Stream<String> refused() {
    return Stream.of(
        "[]",
        "1",
        "{}",
        "{\"type\":\"robot\"}",
        "{" + FACE + ",\"extra\":1}",
        "{" + FACE + ",\"external_id\":\"%s\"}".formatted("x".repeat(37)),
        "{" + FACE + ",\"user_data\":\"%s\"}".formatted("x".repeat(129)),
        "{" + FACE + ",\"event_id\":\"nonsense\"}",
        "{" + FACE + ",\"create_time\":\"yesterday\"}",
        "{" + FACE + ",\"create_time\":\"+294277-01-01T00:00:00Z\"}",
        "{" + FACE + ",\"lists\":[1]}",
        "{" + FACE + ",\"lists\":\"x\"}",
        "{" + FACE + ",\"attributes\":{\"gender\":2}}",
        "{" + FACE + ",\"attributes\":{\"gender\":0.5}}",
        "{" + FACE + ",\"attributes\":{\"ethnicity\":0}}",
        "{" + FACE + ",\"attributes\":{\"age\":-1}}",
        "{" + FACE + ",\"attributes\":{\"descriptors\":[{\"descriptor_version\":56}]}}",
        "{"
            + FACE
            + ",\"attributes\":{\"descriptors\":[{\"descriptor_version\":0,\"descriptor\":\"AA==\"}]}}",
        "{"
            + FACE
            + ",\"attributes\":{\"descriptors\":[{\"descriptor_version\":56,\"descriptor\":\"\"}]}}",
        "{" + EVENT + ",\"tags\":[\"\"]}",
        "{" + EVENT + ",\"tags\":[null]}",
        "{" + EVENT + ",\"face_samples\":[null]}",
        "{" + EVENT + ",\"source\":\"%s\"}".formatted("x".repeat(129)),
        "{" + EVENT + ",\"meta\":1}",
        "{" + EVENT + ",\"mask\":100}",
        "{" + EVENT + ",\"face_descriptors\":[{\"descriptor_version\":110}]}",
        "{" + EVENT + ",\"face_descriptors\":[{\"descriptor_version\":0,\"descriptor\":\"AA==\"}]}",
        "{" + SAMPLE + "}",
        "{" + SAMPLE + ",\"bucket\":\"task-results\"}",
        "{" + ACCOUNT + "}",
        "{" + ACCOUNT + ",\"login\":\"A@example.com\"}",
        "{"
            + ACCOUNT
            + ",\"login\":\"a@example.com\",\"password\":\"%s\"}".formatted("x".repeat(129)),
        "{\"type\":\"list\",\"list_id\":\"%s\"}".formatted(TestData.LIST));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void whatFitsIsReadAndFitsTheSchema(String line) throws IOException {
    assertThat(LineParser.parse(bytes(line)).id()).isNotNull();
    assertThat(Schemas.of(schema()).validate(Json.MAPPER.readTree(line))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatDoesNotFitIsRefusedByBoth(String line) throws IOException {
    var failure = catchThrowableOfType(CodedException.class, () -> LineParser.parse(bytes(line)));

    assertThat(failure).isNotNull();
    assertThat(failure.code().number()).isEqualTo(12022);
    assertThat(failure.detail()).doesNotContain("dev.luna");
    assertThat(Schemas.of(schema()).validate(Json.MAPPER.readTree(line))).isNotEmpty();
  }

  private static tools.jackson.databind.JsonNode schema() throws IOException {
    return Json.MAPPER.readTree(Files.readString(Path.of("..", "docs", "transfer.schema.json")));
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }
}
