package dev.luna.statistics;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.luna.config.Settings;
import dev.luna.config.StatisticsConfig;
import dev.luna.db.Database;
import dev.luna.http.Exchange;
import dev.luna.json.Json;
import dev.luna.statistics.MonthlyStatistics.ErrorCount;
import dev.luna.statistics.MonthlyStatistics.RequestCount;
import dev.luna.statistics.MonthlyStatistics.Route;
import dev.luna.testing.FakeExtractor;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestPictures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final String FACES = "GET:/6/faces/{face_id}";

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-31T23:59:50Z"));

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void monthsHaveTheFormOfTheContract() {
    var node = node(Map.of());
    var extractor = node.counting(new FakeExtractor());
    byte[] body = TestPictures.BODY;
    for (var samples : List.of(List.of(body, body, body), List.of(body), List.of(new byte[0]))) {
      var _ = extractor.extract(FakeExtractor.BODY_111, samples);
    }
    var _ = extractor.extract(FakeExtractor.ATTRIBUTES, List.of(body));
    node.loaded(250, 250, Duration.ofMillis(1));
    node.loaded(1009, 1051, Duration.ofMillis(4));
    node.loaded(991, 1026, Duration.ofMillis(4));
    answer(node, FACES, 200, 0);
    answer(node, FACES, 200, 0);
    answer(node, FACES, 404, 22002);
    node.flush();

    assertThatJson(Json.MAPPER.writeValueAsString(node.months()))
        .isEqualTo(
            """
            {
              "estimators_stats": [
                {"count": 1, "month": "2026-01", "name": "basic_attributes_estimator_usages"},
                {"count": 4, "month": "2026-01", "name": "body_descriptor_extractor_usages"}
              ],
              "estimators_performance_stats": [
                {
                  "month": "2026-01",
                  "name": "basic_attributes",
                  "execution_time": 0.002,
                  "batch_size": 1.0
                },
                {
                  "month": "2026-01",
                  "name": "body_descriptor",
                  "execution_time": 0.004,
                  "batch_size": 2.0
                }
              ],
              "image_processing_stats": [
                {
                  "month": "2026-01",
                  "image_load_time": 0.003,
                  "image_size": {"w_1000_h_1050": 2, "w_250_h_250": 1},
                  "face_detection_size": {}
                }
              ],
              "routes_stats": [
                {
                  "service": "luna-admin",
                  "route": "GET:/6/faces/{face_id}",
                  "month": "2026-01",
                  "errors": [{"count": 1, "error_code": "22002"}],
                  "request_stats": [
                    {"count": 2, "status_code": "200"},
                    {"count": 1, "status_code": "404"}
                  ]
                }
              ]
            }
            """);
  }

  @Test
  void nodesThatAddAtTheSameTimeAddUp() {
    var nodes = List.of(node(Map.of()), node(Map.of()), node(Map.of()), node(Map.of()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var node : nodes) {
        for (int writer = 0; writer < 3; writer++) {
          threads.execute(() -> {
            for (int i = 0; i < 2000; i++) {
              answer(node, "GET:/" + i % 7, 200, i % 2);
            }
          });
        }
        threads.execute(() -> {
          for (int i = 0; i < 40; i++) {
            node.flush();
          }
        });
      }
    }
    nodes.forEach(Statistics::flush);

    var routes = node(Map.of()).months().routesStats();
    assertThat(routes).hasSize(7);
    assertThat(routes.stream().flatMap(route -> route.requestStats().stream()))
        .extracting(RequestCount::count)
        .satisfies(counts ->
            assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(24_000));
    assertThat(routes.stream().flatMap(route -> route.errors().stream()))
        .extracting(ErrorCount::count)
        .satisfies(counts ->
            assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(12_000));
  }

  @Test
  void eachRequestBelongsToTheMonthInWhichItEnded() {
    var node = node(Map.of());
    answer(node, FACES, 200, 0);
    clock.forward(Duration.ofSeconds(10));
    answer(node, FACES, 200, 0);
    answer(node, FACES, 200, 0);
    node.flush();

    assertThat(node.months().routesStats())
        .containsExactly(route("2026-01", 1), route("2026-02", 2));
  }

  @Test
  void monthsLeaveWhenTheirTimeIsOver() {
    var node = node(Map.of("STATISTICS.MONTHS", "2"));
    for (int month = 0; month < 5; month++) {
      answer(node, FACES, 200, 0);
      node.flush();
      node.flush();
      clock.forward(Duration.ofDays(30));
    }
    int _ = node.sweep();

    assertThat(node.months().routesStats())
        .extracting(Route::month)
        .containsExactly("2026-04", "2026-05");
    assertThat(node.size()).isLessThanOrEqualTo(2);
  }

  @Test
  void allMonthsAreKeptWhereNoNumberIsSet() {
    var node = node(Map.of("STATISTICS.MONTHS", "0"));
    answer(node, FACES, 200, 0);
    node.flush();
    clock.forward(Duration.ofDays(4000));
    int _ = node.sweep();

    assertThat(node.months().routesStats()).hasSize(1);
  }

  @Test
  void whatCouldNotBeAddedIsAddedOnceLater() {
    var node = node(Map.of());
    answer(node, FACES, 200, 0);
    rename("statistics", "away");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(node::flush).hasMessageContaining("statistics");
      answer(node, FACES, 200, 0);
    }
    rename("away", "statistics");
    node.flush();
    node.flush();

    assertThat(node.months().routesStats()).containsExactly(route("2026-01", 4));
  }

  @Test
  void anAdditionWhoseAnswerWasLostIsNotAddedAgain() {
    var store = new StatisticsStore(database);
    var node = UUID.randomUUID();
    var one = List.of(new Amount(new Key("2026-01", Topic.REQUESTS, FACES, "200"), 1, 0, 0));
    store.add(node, 1, one);
    store.add(node, 1, one);
    assertThat(node(Map.of()).months().routesStats()).containsExactly(route("2026-01", 1));

    store.add(node, 2, one);
    store.add(UUID.randomUUID(), 1, one);
    assertThat(node(Map.of()).months().routesStats()).containsExactly(route("2026-01", 3));
  }

  @Test
  void processesThatAreLongGoneAreForgotten() {
    var node = node(Map.of());
    answer(node, FACES, 200, 0);
    node.flush();
    int _ = node.sweep();
    assertThat(flushes()).isEqualTo(1);

    database.inTransaction(
        handle -> handle.execute("update statistics_flushes set flush_time = '2020-01-01'"));
    int _ = node.sweep();
    assertThat(flushes()).isZero();
  }

  @Test
  void whateverIsSentThereAreFewSizes() {
    var node = node(Map.of());
    for (int width = 1; width < 65_500; width += 31) {
      for (int height : List.of(1, 777, 65_500)) {
        node.loaded(width, height, Duration.ZERO);
      }
    }

    assertThat(node.size()).isLessThan(200);
  }

  @Test
  void nothingIsCountedWhereItIsSwitchedOff() {
    var node = node(Map.of("STATISTICS.ENABLED", "false"));
    var extractor = new FakeExtractor();
    assertThat(node.counting(extractor)).isSameAs(extractor);
    answer(node, FACES, 404, 22002);
    node.loaded(1, 1, Duration.ZERO);

    assertThat(node.size()).isZero();
  }

  private static Route route(String month, long requests) {
    return new Route(
        "luna-admin", FACES, month, List.of(), List.of(new RequestCount(requests, "200")));
  }

  private static void answer(Statistics node, String route, int status, int code) {
    node.answered(new Exchange("1,x", route, status, code, Duration.ofMillis(1), null));
  }

  private Statistics node(Map<String, String> settings) {
    StatisticsConfig config = new Settings().layer("test", settings).resolve().statistics();
    return new Statistics(config, database, clock, UUID.randomUUID());
  }

  private long flushes() {
    return database.query(
        handle -> handle.select("select count(*) from statistics_flushes").mapTo(Long.class).one());
  }

  private void rename(String from, String to) {
    database.inTransaction(
        handle -> handle.execute("alter table %s rename to %s".formatted(from, to)));
  }
}
