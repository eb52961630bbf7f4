package dev.luna.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.json.Json;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.Client;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import dev.luna.testing.VictoriaMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricsTest {
  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(
          Map.of(
              "INFLUX_MONITORING.SEND_DATA_FOR_MONITORING",
              "1",
              "INFLUX_MONITORING.PORT",
              String.valueOf(VictoriaMetrics.freePort()),
              "OUTBOUND.ALLOWED_NETWORKS",
              "127.0.0.0/8"),
          null);

  private static final Path DASHBOARD = Path.of("..", "docs", "grafana-dashboard.json");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(?=\\{)");

  private final Client admin = SERVER.admin();

  @Test
  void everyMetricOfTheDashboardExists() throws IOException {
    try (var receiver = new CallbackReceiver()) {
      run(receiver);
      var expressions =
          Json.MAPPER
              .readTree(Files.readString(DASHBOARD))
              .path("panels")
              .valueStream()
              .flatMap(panel -> panel.path("targets").valueStream())
              .map(target -> target.path("expr").asString())
              .toList();
      assertThat(expressions).hasSizeGreaterThan(20);

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            var known = names();
            for (String expression : expressions) {
              var named = NAME.matcher(expression).results().map(MatchResult::group).toList();
              assertThat(named).as(expression).isNotEmpty();
              assertThat(known).as(expression).containsAll(named);
            }
          });
    }
  }

  @Test
  void theDashboardIsPartOfTheManual() {
    var served = admin.get("/docs/dev/grafana-dashboard.json").expect(200).json();

    assertThat(served.path("title").asString()).isEqualTo("Luna Admin");
    assertThat(admin.get("/docs/dev/operation.html").body()).contains("grafana-dashboard.json");
  }

  @Test
  void workIsCountedByTypeOfTask() {
    try (var receiver = new CallbackReceiver()) {
      run(receiver);

      await()
          .untilAsserted(() ->
              assertThat(page())
                  .containsPattern("task_objects_total\\{task_type=\"gc\"} [1-9]")
                  .containsPattern(
                      "subtasks_ended_total\\{subtask_status=\"done\",task_type=\"gc\"} [1-9]")
                  .containsPattern("subtask_duration_seconds_count\\{task_type=\"gc\"} [1-9]")
                  .containsPattern("notification_calls_total\\{result=\"taken\"} [1-9]")
                  .containsPattern("tasks\\{task_status=\"in_progress\",task_type=\"gc\"} 0\\.0")
                  .containsPattern("hikaricp_connections_max\\{pool=\"requests\"} 10\\.0")
                  .containsPattern("influx_points_waiting [1-9]"));
    }
  }

  @Test
  void labelsAreBoundedWhateverClientsSend() {
    strange(0);
    int before = series();
    for (int round = 1; round < 30; round++) {
      strange(round);
    }

    assertThat(series()).isEqualTo(before);
    assertThat(page()).doesNotContain("strange");
  }

  /** A request of each strange kind; the same kinds in each round, with other words. */
  private void strange(int round) {
    var client = SERVER.client();
    client.get("/strange" + round).expect(404);
    client.get("/4/tasks/strange" + round).expect(404);
    client.send("STRANGE" + (char) ('A' + round % 26), "/strange", "", "").expect(404);
    client.send("STRANGE" + (char) ('A' + round % 26), "/version", "", "").expect(405);
    client.get("/version?strange=" + round).expect(400);
    client.get("/docs/dev/strange%d.html".formatted(round)).expect(404);
    admin.with("Luna-Account-Id", "strange" + round).get("/6/faces").expect(400);
    admin.get("/4/tasks/%d".formatted(1_000_000 + round)).expect(404);
    admin.post("/4/tasks/gc", "{\"content\":{\"strange%d\":1}}".formatted(round)).expect(400);
    admin.get("/metrics").expect(200);
  }

  /** A garbage collection of which somebody is told, who has to be there for the answer too. */
  private void run(CallbackReceiver receiver) {
    TestData.clear(SERVER.database());
    TestData.faces(SERVER.database(), 10, 56);
    var story = new Story(admin);
    long id =
        story.gcStarts(
            """
            {"content":{"target":"face_descriptors","filters":{"descriptor_version":56}},
             "notification_policy":{"task_callbacks":[{"type":"http","url":"%s"}]}}\
            """
                .formatted(receiver.url("/told")));
    story.awaitStatus(id, 5);
    var _ = receiver.awaitCalls("/told", 1);
  }

  private static String page() {
    return SERVER.client().get("/metrics").expect(200).body();
  }

  private static Set<String> names() {
    return page()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("[{ ].*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How many series there are of requests: those of the JVM come as it pleases. */
  private static int series() {
    return (int) page().lines().filter(line -> line.matches("(request|errors)_.*")).count();
  }
}
