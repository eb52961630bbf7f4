package dev.luna.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/** Talks to a server; every response is checked against the specification. */
public final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private final URI base;
  private final Map<String, String> headers;

  public Client(URI base) {
    this(base, Map.of());
  }

  private Client(URI base, Map<String, String> headers) {
    this.base = base;
    this.headers = headers;
  }

  /** What came back. */
  public record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {
    public String body() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The same, which has to have this status. */
    public Answer expect(int expected) {
      assertThat(status).as(body()).isEqualTo(expected);
      return this;
    }

    /** The same, which has to be this error. */
    public Answer expect(int expected, ErrorCode code) {
      assertThat(errorCode()).as(body()).isEqualTo(code.number());
      return expect(expected);
    }

    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    public JsonNode json() {
      return Json.MAPPER.readTree(bytes);
    }

    /** Number of the error, 0 where there is none. */
    public int errorCode() {
      return json().path("error_code").asInt(0);
    }

    public String detail() {
      return json().path("detail").asString("");
    }
  }

  /** The same with HTTP Basic. */
  public Client as(String login, String password) {
    return with("Authorization", basic(login, password));
  }

  /** The same with one more header. */
  public Client with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Client(base, Map.copyOf(more));
  }

  public static String basic(String login, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((login + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  public URI base() {
    return base;
  }

  public Answer get(String path) {
    return send("GET", path, "", "");
  }

  public Answer head(String path) {
    return send("HEAD", path, "", "");
  }

  public Answer delete(String path) {
    return send("DELETE", path, "", "");
  }

  public Answer post(String path, String json) {
    return send("POST", path, "application/json", json);
  }

  /** Posts a body that is no JSON. */
  public Answer upload(String path, String mediaType, byte[] body) {
    return send("POST", path, mediaType, body);
  }

  public Answer put(String path, String json) {
    return send("PUT", path, "application/json", json);
  }

  public Answer patch(String path, String json) {
    return send("PATCH", path, json.isEmpty() ? "" : "application/json", json);
  }

  /**
   * @param contentType empty for none
   */
  public Answer send(String method, String path, String contentType, String body) {
    return send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with a body of any bytes. */
  public Answer send(String method, String path, String contentType, byte[] body) {
    var builder =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(builder::header);
    if (!contentType.isEmpty()) {
      builder.header("Content-Type", contentType);
    }
    try {
      var response = HTTP.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
      var answer = new Answer(response.statusCode(), response.headers().map(), unpacked(response));
      assertThat(answer.header("Luna-Request-Id"))
          .as("request id of %s %s", method, path)
          .matches("[0-9]{10},[a-f0-9-]{36}");
      SpecificationCheck.check(method, path, answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static byte[] unpacked(HttpResponse<byte[]> response) throws IOException {
    if (!response.headers().allValues("Content-Encoding").contains("gzip")) {
      return response.body();
    }
    try (var plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return plain.readAllBytes();
    }
  }
}
