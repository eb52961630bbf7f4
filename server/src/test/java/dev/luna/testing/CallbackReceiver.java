package dev.luna.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.luna.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** Takes callbacks on loopback, and answers as a test wants, by path. */
public final class CallbackReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A call. */
  public record Received(String path, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    public JsonNode json() {
      return Json.MAPPER.readTree(body);
    }
  }

  /** What is answered. */
  public interface Behaviour {
    Answer answer(Received call);
  }

  /** Status and headers. */
  public record Answer(int status, Map<String, String> headers) {
    public static Answer of(int status) {
      return new Answer(status, Map.of());
    }
  }

  public CallbackReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /** Lets calls of a path be answered so; otherwise they get 200. */
  public CallbackReceiver on(String path, Behaviour behaviour) {
    behaviours.put(path, behaviour);
    return this;
  }

  /** Lets calls of a path be answered with these, the last one for all that follow. */
  public CallbackReceiver on(String path, int... statuses) {
    return on(path, call -> Answer.of(statuses[Math.min(calls(path).size(), statuses.length) - 1]));
  }

  /** Lets calls of a path wait for an answer until the test ends. */
  public CallbackReceiver hangOn(String path) {
    return on(
        path,
        call -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Answer.of(200);
        });
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public String url(String path) {
    return url() + path;
  }

  /** Calls of a path so far, in the order of their coming. */
  public List<Received> calls(String path) {
    return received.stream().filter(call -> call.path().equals(path)).toList();
  }

  /** Waits for so many calls of a path. */
  public List<Received> awaitCalls(String path, int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(calls(path)).hasSizeGreaterThanOrEqualTo(count));
    return calls(path);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      var call = new Received(path, Map.copyOf(exchange.getRequestHeaders()), body);
      received.add(call);
      var answer = behaviours.getOrDefault(path, _ -> Answer.of(200)).answer(call);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), -1);
    }
  }
}
