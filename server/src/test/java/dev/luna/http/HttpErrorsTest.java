package dev.luna.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.testing.Client;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients send that is no proper request. */
class HttpErrorsTest {
  @RegisterExtension
  private static final TestServer SERVER =
      new TestServer(Map.of("HTTP.READ_TIMEOUT", "1", "HTTP.MAX_BODY_SIZE", "2048"), null);

  private static final String CHUNKED =
      "PATCH /4/login HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: application/json\r\n"
              .formatted(Client.basic("root@visionlabs.ai", "root"))
          + "Transfer-Encoding: chunked\r\n\r\n";

  @Test
  void unknownPathsAreNotFound() {
    for (String path :
        new String[] {"/nonsense", "/4", "/4/accounts/", "/5/accounts", "/4/tasks/1/x"}) {
      var answer = SERVER.admin().get(path);

      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.errorCode()).isEqualTo(12013);
      assertThat(answer.json().path("link").asString()).isEqualTo("/docs/dev/errors.html#12013");
    }
  }

  @Test
  void aRequestIdIsEchoedAndAMalformedOneIsReplaced() {
    String id = "1536751345,8b8b5937-2e9c-4e8b-a7a7-5caf86621b5a";

    assertThat(
            SERVER.client().with("Luna-Request-Id", id).get("/version").header("Luna-Request-Id"))
        .isEqualTo(id);
    assertThat(SERVER.client().with("Luna-Request-Id", id).get("/x").header("Luna-Request-Id"))
        .isEqualTo(id);
    assertThat(
            SERVER
                .client()
                .with("Luna-Request-Id", "1,<script>")
                .get("/version")
                .header("Luna-Request-Id"))
        .isNotEqualTo("1,<script>");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    String body = "{\"password\":\"%s\"}".formatted("x".repeat(3000));

    var answer = SERVER.admin().patch("/4/login", body);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.errorCode()).isEqualTo(12046);
  }

  @Test
  void anEndlessBodyIsCutOffAtTheLimit() throws IOException {
    String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";

    assertThat(raw(CHUNKED + chunk.repeat(3) + "0\r\n\r\n")).contains(" 413 ").contains("12046");
  }

  @Test
  void nothingOfABodyThatIsTooLargeIsTakenForARequest() throws IOException {
    String smuggled = "GET /version HTTP/1.1\r\nHost: x\r\n\r\n";
    String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
    String inside = "%x\r\n%s\r\n".formatted(smuggled.length(), smuggled);

    for (int size : new int[] {1, 2, 3, 4, 5, 8}) {
      String answers = raw(CHUNKED + chunk.repeat(size) + inside.repeat(50) + "0\r\n\r\n");

      assertThat(answers).doesNotContain("\"Version\"");
    }
  }

  @Test
  void aBodyThatBreaksOffIsNoFailureOfOurs() throws IOException {
    for (String head : new String[] {CHUNKED + "5\r\nabc", withLength(1000) + "abc"}) {
      var base = SERVER.client().base();
      try (var socket = new Socket(base.getHost(), base.getPort())) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();

        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .doesNotContain(" 500 ");
      }
    }
  }

  private static String withLength(int length) {
    return CHUNKED.replace("Transfer-Encoding: chunked", "Content-Length: " + length);
  }

  @Test
  void whatIsNoHttpIsRefusedInTheSameForm() throws IOException {
    for (String nonsense :
        new String[] {
          "GET /version HTTP/1.1\r\nHost: x\r\nbroken header\r\n\r\n",
          "GET /version HTTP/1.1\r\n\r\n",
          "GET /ver<sion HTTP/1.1\r\nHost: x\r\n\r\n",
          "G(T /version HTTP/1.1\r\nHost: x\r\n\r\n",
          CHUNKED + "zz\r\nx\r\n0\r\n\r\n",
          CHUNKED + "-2\r\nx\r\n0\r\n\r\n",
          CHUNKED + "FFFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n"
        }) {
      String answer = raw(nonsense);

      assertThat(answer).as(nonsense).startsWith("HTTP/1.1 400");
      assertThat(answer).containsIgnoringCase("Luna-Request-Id: ");
      var body = Json.MAPPER.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
      assertThat(body.path("error_code").asInt()).isEqualTo(12046);
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    String answer =
        raw("GET /version HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n".formatted("y".repeat(20_000)));

    assertThat(answer).startsWith("HTTP/1.1 431").contains("12046");
  }

  @Test
  void aClientThatStopsTalkingIsHungUpOn() throws IOException {
    String head = "PATCH /4/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    String credentials =
        "Authorization: %s\r\n".formatted(Client.basic("root@visionlabs.ai", "root"));

    // The socket's own timeout would fail the test: the server has to end the connection.
    assertThat(raw(head)).doesNotContain(" 200 ");
    assertThat(raw(head + credentials + "Content-Length: 100\r\n\r\n{\"pass"))
        .doesNotContain(" 204 ");
  }

  @Test
  void textThatCannotBeStoredIsRefusedWithItsPlace() {
    for (String text : new String[] {"a\\u0000b", "a\\ud800b"}) {
      var answer =
          SERVER
              .admin()
              .post(
                  "/4/accounts",
                  """
                  {"login":"a@example.com","password":"secret","description":"%s"}\
                  """
                      .formatted(text));

      assertThat(answer.errorCode()).isEqualTo(12022);
      assertThat(answer.detail()).contains("description");
    }
  }

  @Test
  void deepAndHugeJsonIsRefused() {
    assertThat(SERVER.admin().patch("/4/login", "[".repeat(2000)).errorCode()).isEqualTo(12002);
    assertThat(SERVER.admin().patch("/4/login", "{\"password\":1e999999999}").errorCode())
        .isEqualTo(12022);
    for (String number : new String[] {"1e400", "1e308", "-1e30", "9223372036854775808"}) {
      var answer =
          SERVER
              .admin()
              .post(
                  "/4/tasks/gc",
                  """
                  {"content":{"target":"face_descriptors","filters":{"descriptor_version":%s}}}\
                  """
                      .formatted(number));

      assertThat(answer.expect(400, ErrorCode.INVALID_JSON).detail())
          .contains("content.filters.descriptor_version");
    }
  }

  @Test
  void errorsDoNotGrowWithWhatWasSent() {
    var answer = SERVER.admin().patch("/4/login", "{\"%s\":1}".formatted("x".repeat(2000)));

    assertThat(answer.errorCode()).isEqualTo(12022);
    assertThat(answer.body().length()).isLessThan(1500);
  }

  @Test
  void headIsAnsweredLikeGetWithoutABody() throws IOException {
    String answer = raw("HEAD /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    assertThat(answer).containsIgnoringCase("Content-Length: 51");
  }

  /** Sends bytes and returns what comes back until the server ends the connection. */
  private static String raw(String request) throws IOException {
    var base = SERVER.client().base();
    try (var socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
