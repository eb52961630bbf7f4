package dev.luna.http;

import dev.luna.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back to the client.
 *
 * @param status HTTP status
 * @param headers besides the ones that every reply has
 */
public record Reply(int status, Map<String, String> headers, Body body) {
  /** Content of a reply. */
  public sealed interface Body {}

  /** No content. */
  public record Empty() implements Body {}

  /** Content that is at hand. */
  public record Bytes(String mediaType, byte[] bytes) implements Body {}

  /** Content that is made while it is sent. */
  public record Streamed(String mediaType, Writer writer) implements Body {}

  /** Writes content. */
  @FunctionalInterface
  public interface Writer {
    void write(OutputStream out) throws IOException;
  }

  public static Reply json(int status, Object value) {
    return new Reply(
        status, Map.of(), new Bytes("application/json", Json.MAPPER.writeValueAsBytes(value)));
  }

  public static Reply json(Object value) {
    return json(200, value);
  }

  /** Text of any media type, in UTF-8. */
  public static Reply text(String mediaType, String text) {
    return new Reply(
        200,
        Map.of(),
        new Bytes(mediaType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8)));
  }

  public static Reply html(String html) {
    return text("text/html", html);
  }

  public static Reply empty(int status) {
    return new Reply(status, Map.of(), new Empty());
  }

  public static Reply redirect(int status, String location) {
    return empty(status).with("Location", location);
  }

  /** The same with one more header. */
  public Reply with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, Map.copyOf(more), body);
  }

  /** The same with another status. */
  public Reply withStatus(int other) {
    return new Reply(other, headers, body);
  }
}
