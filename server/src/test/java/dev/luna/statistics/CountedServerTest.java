package dev.luna.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.statistics.MonthlyStatistics.RequestCount;
import dev.luna.statistics.MonthlyStatistics.Route;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Statistics of servers that answer. */
class CountedServerTest {
  private static final String ACCOUNT = "GET:/4/accounts/{account_id}";

  @Test
  void nodesAddUpAndNothingIsLostAtTheirEnd() {
    var first = new TestServer(Map.of("STATISTICS.FLUSH_INTERVAL", "3600"), null).start();
    var address = first.databaseAddress();
    var settings = TestServer.settings(address);
    settings.put("STATISTICS.FLUSH_INTERVAL", "3600");
    var config = new Settings().layer("test", settings).resolve();
    var second = Server.start(config, Surroundings.real());
    for (int i = 0; i < 3; i++) {
      first.client().get("/4/accounts/" + UUID.randomUUID()).expect(401);
      new Client(second.address()).get("/4/accounts/" + UUID.randomUUID()).expect(401);
    }
    var alice = Member.register(first, "alice", "user");
    alice.client().upload("/6/samples/faces", "image/jpeg", TestPictures.FACE).expect(201);
    second.close();
    first.close();

    try (var database = TestDatabases.open(address)) {
      var months =
          new Statistics(
                  Config.DEFAULT.statistics(), database, Clock.systemUTC(), UUID.randomUUID())
              .months();
      var route = route(months, ACCOUNT);
      assertThat(route.requestStats()).containsExactly(new RequestCount(6, "401"));
      assertThat(route.errors()).hasSize(1).allMatch(error -> error.count() == 6);
      var images = months.imageProcessingStats().getFirst();
      assertThat(images.imageSize()).isEqualTo(Map.of("w_250_h_250", 1L));
      assertThat(images.imageLoadTime()).isPositive();
    }
  }

  @Test
  void whatIsCountedIsAddedWhileTheServerRuns() {
    try (var server = new TestServer(Map.of("STATISTICS.FLUSH_INTERVAL", "1"), null).start()) {
      server.client().get("/version").expect(200);

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(months(server).routesStats())
                  .extracting(Route::route)
                  .containsExactly("GET:/version"));
    }
  }

  @Test
  void pathsAndMethodsThatDoNotExistDoNotMakeItGrow() throws Exception {
    try (var server = new TestServer(Map.of("STATISTICS.FLUSH_INTERVAL", "1"), null).start();
        var http = HttpClient.newHttpClient()) {
      var base = server.client().base();
      for (int i = 0; i < 50; i++) {
        for (String method : List.of("GET", "BREW" + i)) {
          for (String path : List.of("/nowhere/" + i, "/version", "/4/lists/" + i)) {
            var request =
                HttpRequest.newBuilder(base.resolve(path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            assertThat(status).isLessThan(500);
          }
        }
      }

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(requests(months(server))).isEqualTo(300));
      assertThat(months(server).routesStats())
          .extracting(Route::route)
          .hasSizeLessThanOrEqualTo(6)
          .noneMatch(route -> route.contains("nowhere") || route.contains("BREW"));
    }
  }

  private static long requests(MonthlyStatistics months) {
    return months.routesStats().stream()
        .flatMap(route -> route.requestStats().stream())
        .mapToLong(RequestCount::count)
        .sum();
  }

  private static MonthlyStatistics months(TestServer server) {
    return Report.of(new StatisticsStore(server.database()).all());
  }

  private static Route route(MonthlyStatistics months, String name) {
    return months.routesStats().stream()
        .filter(route -> route.route().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }
}
