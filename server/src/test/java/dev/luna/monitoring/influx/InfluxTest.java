package dev.luna.monitoring.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.luna.config.InfluxMonitoringConfig;
import dev.luna.config.Settings;
import dev.luna.http.Exchange;
import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.engine.WorkListener;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import dev.luna.testing.VictoriaMetrics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InfluxTest {
  private static final Exchange EXCHANGE =
      new Exchange("1,x", "GET:/x", 404, 12013, Duration.ofMillis(5), null);

  private static final String WRITE = "/api/v2/write";
  private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);

  @TempDir private Path directory;

  @Test
  void aRealServerGetsAllSeries() {
    int port = VictoriaMetrics.freePort();
    try (var metrics = VictoriaMetrics.start(port, directory);
        var server = new TestServer(settings(port), null).start()) {
      TestData.faces(server.database(), 30, 56);
      var story = new Story(server.admin());
      story.awaitStatus(story.gcStarts(56), 5);
      var before = server.client();
      for (int i = 0; i < 20; i++) {
        before.get("/4/accounts/00000000-0000-4000-8000-000000000000").expect(401);
      }

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            var refused = labels(metrics, "requests_execution_time", "status_code", "401");
            assertThat(refused.at("/metric/route").asString())
                .isEqualTo("GET:/4/accounts/{account_id}");
            assertThat(refused.at("/metric/service").asString()).isEqualTo("luna-admin");
            assertThat(refused.path("values").size()).isEqualTo(20);
          });
      var execution = labels(metrics, "subtask_execution_objects", "task_type", "4");
      assertThat(execution.at("/metric/subtask_status").asString()).isEqualTo("5");
      assertThat(execution.at("/values/0").asInt()).isEqualTo(30);
      assertThat(server.client().get("/healthcheck?include_luna_services=1").status())
          .isEqualTo(200);
    }
  }

  @Test
  void pointsAreKeptWhileTheServerIsAway() {
    int port = VictoriaMetrics.freePort();
    try (var influx = new Influx(config(port), Clock.systemUTC())) {
      influx.answered(EXCHANGE);
      influx.ended(
          new WorkListener.Ended(
              1, 2, TaskType.GC, SubtaskState.FAILED, 3, Duration.ofSeconds(4), Map.of(1, 7L)));
      await().untilAsserted(() -> assertThatThrownBy(influx::check).hasMessageContaining("away"));
      assertThat(influx.written()).isZero();

      try (var metrics = VictoriaMetrics.start(port, directory)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> influx.written() == 4);
        influx.check();
        assertThat(labels(metrics, "subtask_errors_count", "error_code", "1").at("/values/0"))
            .hasToString("7");
      }
    }
  }

  @Test
  void aServerThatIsAwayCostsNoTimeAndABoundedMemory() {
    try (var influx = new Influx(config(VictoriaMetrics.freePort()), () -> NOW)) {
      long start = System.nanoTime();
      for (int i = 0; i < 60_000; i++) {
        influx.answered(EXCHANGE);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));

      await()
          .untilAsserted(() -> assertThat(influx.dropped() + influx.waiting()).isEqualTo(120_000));
      assertThat(influx.waiting()).isLessThanOrEqualTo(50_000);
      assertThat(influx.dropped()).isGreaterThanOrEqualTo(70_000);
    }
  }

  @Test
  void whatIsRefusedForEverDoesNotHoldUpTheRest() {
    try (var receiver = new CallbackReceiver().on(WRITE, 400, 503, 204);
        var influx = new Influx(config(URI.create(receiver.url()).getPort()), Clock.systemUTC())) {
      influx.answered(EXCHANGE);
      await().atMost(Duration.ofSeconds(10)).until(() -> influx.dropped() == 2);
      influx.answered(EXCHANGE);
      await().atMost(Duration.ofSeconds(10)).until(() -> influx.written() == 2);

      var calls = receiver.calls(WRITE);
      assertThat(calls).hasSize(3);
      assertThat(calls.getFirst().header("Authorization")).isEqualTo("Token a secret token");
      assertThat(calls.get(2).body()).isEqualTo(calls.get(1).body());
    }
  }

  @Test
  void whatWaitsIsSentAtTheEnd() {
    try (var receiver = new CallbackReceiver()) {
      try (var influx = new Influx(config(URI.create(receiver.url()).getPort()), () -> NOW)) {
        influx.answered(EXCHANGE);
      }
      assertThat(receiver.calls(WRITE)).hasSize(1);
      assertThat(receiver.calls(WRITE).getFirst().body())
          .isEqualTo(
              """
              requests,route=GET:/x,service=luna-admin,status_code=404\
               execution_time=0.005,request_id="1,x" 1790000000000000000
              errors,error_code=12013,route=GET:/x,service=luna-admin,status_code=404\
               request_id="1,x" 1790000000000000001\
              """);
    }
  }

  private static JsonNode labels(VictoriaMetrics metrics, String name, String label, String value) {
    return metrics.points(name).stream()
        .filter(series -> series.at("/metric/" + label).asString("").equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s with %s".formatted(name, value)));
  }

  private static Map<String, String> settings(int port) {
    var settings = new HashMap<String, String>();
    settings.put("INFLUX_MONITORING.SEND_DATA_FOR_MONITORING", "1");
    settings.put("INFLUX_MONITORING.PORT", String.valueOf(port));
    settings.put("INFLUX_MONITORING.TOKEN", "a secret token");
    return settings;
  }

  private static InfluxMonitoringConfig config(int port) {
    return new Settings().layer("test", settings(port)).resolve().influxMonitoring();
  }
}
