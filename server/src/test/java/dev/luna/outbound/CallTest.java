package dev.luna.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
  private static final URI ADDRESS = URI.create("http://receiver.example/hook?token=hunter2");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nX-Injected: 1",
        "a\nX-Injected: 1",
        "a\rX-Injected: 1",
        "a\u0000",
        "a\u000b",
        "a\u001f",
        "a\u007f",
        "a\u0085X-Injected: 1",
        "a\u010dX-Injected: 1",
        "a\u010aX-Injected: 1",
        "a\u2028",
        "ü"
      })
  void valuesOfHeadersCannotEndThem(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> call(Map.of("X-Token", value)))
        .withMessageContaining("X-Token")
        .withMessageNotContaining("Injected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a:", "a\r\nb", "a\u0000", "ä", "a(", "a\t", ":a", "a\"b"})
  void namesOfHeadersAreNames(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> call(Map.of(name, "x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "host",
        "Content-Length",
        "TRANSFER-ENCODING",
        "Connection",
        "Keep-Alive",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect"
      })
  void headersOfTheConnectionAreNotTheUsers(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> call(Map.of(name, "x")))
        .withMessageContaining(name);
  }

  @Test
  void aHeaderIsThereOnce() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("X-Token", "1");
    headers.put("x-token", "2");

    assertThatIllegalArgumentException().isThrownBy(() -> call(headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CONNECT", "TRACE", "OPTIONS", "get", "GET / HTTP/1.1\r\nX: y"})
  void onlyOrdinaryMethodsAreKnown(String method) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Call(method, ADDRESS, Map.of(), new byte[0], MINUTE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT24H1S", "PT9999999999H"})
  void theTimeHasBounds(Duration timeout) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Call("GET", ADDRESS, Map.of(), new byte[0], timeout));
  }

  @Test
  void itIsKeptAsItWasMade() {
    byte[] body = "before".getBytes(StandardCharsets.UTF_8);
    var headers = new LinkedHashMap<>(Map.of("X-Token", "before"));
    var call = new Call("POST", ADDRESS, headers, body, MINUTE);

    body[0] = 'B';
    headers.put("X-Token", "after");

    assertThat(call.body()).asString(StandardCharsets.UTF_8).isEqualTo("before");
    assertThat(call.headers()).isEqualTo(Map.of("X-Token", "before"));
  }

  @Test
  void itIsPrintedWithoutSecrets() {
    assertThat(call(Map.of("Authorization", "hunter2")).toString())
        .startsWith("Call[POST")
        .doesNotContain("hunter2");
  }

  private static Call call(Map<String, String> headers) {
    return new Call("POST", ADDRESS, headers, new byte[0], MINUTE);
  }
}
