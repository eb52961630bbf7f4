package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.median;
import static dev.luna.benchmarks.Numbers.option;

import dev.luna.Server;
import dev.luna.config.Config;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.json.Json;
import dev.luna.statistics.MonthlyStatistics;
import dev.luna.statistics.Statistics;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Requests a second with monitoring, statistics and audit, and without them: two servers in one
 * process, on one database, take turns. Of the cheapest operation, where counting weighs most, of
 * one that asks the database, and of changes, of several lists and of one, which are written to the
 * audit log.
 */
public final class WatchedAgainstUnwatched {
  private static final int WARM_UP = 6;
  private static final Map<String, String> OFF =
      Map.of("TASKS.ROLE", "API", "STATISTICS.ENABLED", "false", "AUDIT.PLATFORM", "none");

  private WatchedAgainstUnwatched() {}

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    int runs = option(options, "--runs", 31);
    int seconds = option(options, "--seconds", 1);
    var data = Files.createDirectories(Path.of("benchmarks", "target", "watching"));
    var points =
        WebServer.builder()
            .host("127.0.0.1")
            .routing(routing ->
                routing.any((request, response) -> {
                  request.content().consume();
                  response.status(Status.NO_CONTENT_204).send();
                }))
            .build()
            .start();
    try (var directory = DataDirectory.take(data, DataDirectory.Role.COMMAND).orElseThrow();
        var postgres = EmbeddedPostgres.start(directory);
        var on = Servers.start(postgres.address(), data, on(points.port()));
        var off = Servers.start(postgres.address(), data, OFF)) {
      var lists = new ArrayList<String>();
      for (int i = 0; i < Load.CONNECTIONS; i++) {
        lists.add("/6/lists/" + list(on.address()));
      }
      compare("GET /version", runs, on, off, server -> Load.of(server, "/version", "", seconds));
      String account = "/4/accounts/" + first(on.address());
      compare(
          "GET of an account",
          runs,
          on,
          off,
          server -> Load.of(server, account, Servers.ROOT_LINE, seconds));
      var same = Collections.nCopies(Load.CONNECTIONS, lists.getFirst());
      compare("PATCH of lists", runs, on, off, server -> patch(server, lists, seconds));
      compare("PATCH of one list", runs, on, off, server -> patch(server, same, seconds));
      on.close();
      System.out.printf(
          "%d requests were counted, %d changes written down%n",
          counted(postgres.address()), audited(postgres.address()));
    } finally {
      points.stop();
    }
  }

  private static Map<String, String> on(int points) {
    return Map.of(
        "TASKS.ROLE", "API",
        "STATISTICS.ENABLED", "true",
        "AUDIT.PLATFORM", "all",
        "INFLUX_MONITORING.SEND_DATA_FOR_MONITORING", "1",
        "INFLUX_MONITORING.PORT", String.valueOf(points));
  }

  private interface Requests {
    Load send(URI server) throws Exception;
  }

  private static void compare(String name, int runs, Server on, Server off, Requests requests)
      throws Exception {
    var with = new ArrayList<Double>();
    var without = new ArrayList<Double>();
    var ratios = new ArrayList<Double>();
    for (int run = -WARM_UP; run < runs; run++) {
      // Who comes first changes, so that a machine that slows down favours nobody.
      boolean isOnFirst = run % 2 == 0;
      double first = requests.send(isOnFirst ? on.address() : off.address()).rate();
      double second = requests.send(isOnFirst ? off.address() : on.address()).rate();
      if (run >= 0) {
        with.add(isOnFirst ? first : second);
        without.add(isOnFirst ? second : first);
        ratios.add(with.getLast() / without.getLast());
      }
    }
    Collections.sort(ratios);
    System.out.printf(
        "%s, medians of %d: on %.0f, off %.0f requests a second, on / off = %.3f;"
            + " of pairs: median %.3f, quartiles %.3f and %.3f%n",
        name,
        runs,
        median(with),
        median(without),
        median(with) / median(without),
        median(ratios),
        ratios.get(runs / 4),
        ratios.get(runs * 3 / 4));
  }

  private static Load patch(URI server, List<String> lists, int seconds) throws Exception {
    return Load.patch(server, lists, Servers.ROOT_LINE, "{\"user_data\":\"x\"}", seconds);
  }

  private static String list(URI server) throws Exception {
    var request =
        HttpRequest.newBuilder(server.resolve("/6/lists"))
            .header("Authorization", Servers.ROOT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"user_data\":\"benchmark\"}"))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return Json.MAPPER
          .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
          .path("list_id")
          .asString();
    }
  }

  private static String first(URI server) throws IOException {
    return Json.MAPPER
        .readTree(Load.body(server, "/4/accounts?page_size=1", Servers.ROOT_LINE))
        .path("accounts")
        .path(0)
        .path("account_id")
        .asString();
  }

  private static long audited(DatabaseAddress address) {
    try (var database = Database.open(address, new Database.Bounds("audited", 1, 3000, 0))) {
      return database.query(
          handle -> handle.select("select count(*) from audit_log").mapTo(Long.class).one());
    }
  }

  /** Of all runs so far: what shows that the one server does count. */
  private static long counted(DatabaseAddress address) {
    try (var database = Database.open(address, new Database.Bounds("counted", 1, 3000, 0))) {
      return new Statistics(
              Config.DEFAULT.statistics(), database, Clock.systemUTC(), UUID.randomUUID())
          .months().routesStats().stream()
              .flatMap(route -> route.requestStats().stream())
              .mapToLong(MonthlyStatistics.RequestCount::count)
              .sum();
    }
  }
}
