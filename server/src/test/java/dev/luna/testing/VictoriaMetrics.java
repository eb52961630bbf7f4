package dev.luna.testing;

import static org.awaitility.Awaitility.await;

import dev.luna.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/** A real server that takes line protocol; tests are skipped where it is not installed. */
public final class VictoriaMetrics implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final URI address;

  private VictoriaMetrics(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** A port that nobody has. */
  public static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits until it answers. */
  public static VictoriaMetrics start(int port, Path data) {
    var program =
        Stream.of("/usr/bin/victoria-metrics", "/usr/bin/victoria-metrics-prod")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(program.isPresent(), "victoria-metrics is not installed");
    try {
      var process =
          new ProcessBuilder(
                  program.get().toString(),
                  "-httpListenAddr=127.0.0.1:" + port,
                  "-storageDataPath=" + data)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      var started = new VictoriaMetrics(process, URI.create("http://127.0.0.1:" + port));
      await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> started.answers());
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All points of a series of the field of a measurement: values and times by set of labels. */
  public List<JsonNode> points(String name) {
    var _ = get("/internal/force_flush");
    String match = URLEncoder.encode("{__name__=\"%s\"}".formatted(name), StandardCharsets.UTF_8);
    return get("/api/v1/export?match[]=".replace("[]", "%5B%5D") + match)
        .lines()
        .map(Json.MAPPER::readTree)
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      int _ = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answers() {
    return get("/health").startsWith("OK");
  }

  private String get(String path) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
