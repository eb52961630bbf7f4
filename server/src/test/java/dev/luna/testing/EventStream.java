package dev.luna.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A client of server-sent events, as a browser is one. */
public final class EventStream implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final HttpResponse<InputStream> answer;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile String lastId = "";
  private volatile boolean hasEnded;

  /** An event with data. */
  public record Event(String name, JsonNode data) {}

  /**
   * @param path with query
   * @param lastId empty for none
   */
  public EventStream(URI server, String path, String lastId) {
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Authorization", Client.basic("root@visionlabs.ai", "root"));
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
      this.lastId = lastId;
    }
    try {
      answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    Thread.startVirtualThread(this::read);
  }

  public List<Event> events() {
    return List.copyOf(events);
  }

  /** The id that a client comes back with. */
  public String lastId() {
    return lastId;
  }

  public boolean hasEnded() {
    return hasEnded;
  }

  /** Waits until the server has said where the stream begins. */
  public EventStream awaitBegin() {
    Awaitility.await().until(() -> !lastId.isEmpty());
    return this;
  }

  /** Waits for so many events. */
  public List<Event> await(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(events).hasSizeGreaterThanOrEqualTo(count));
    return events();
  }

  @Override
  public void close() {
    try {
      answer.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    String name = "message";
    String data = "";
    String id = null;
    try (var reader =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.isEmpty()) {
          if (!data.isEmpty()) {
            events.add(new Event(name, Json.MAPPER.readTree(data)));
          }
          lastId = id == null ? lastId : id;
          name = "message";
          data = "";
          id = null;
        }
      }
    } catch (IOException e) {
      // Closed from here, or by a server that was killed.
    } finally {
      hasEnded = true;
    }
  }
}
