package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.median;
import static dev.luna.benchmarks.Numbers.option;

import dev.luna.Server;
import dev.luna.config.Config;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Notifications a second that a server delivers to a hundred receivers: against a bare client that
 * posts the same bodies in the same order to each, as many at a time; and with one more receiver
 * that takes connections and never answers, against none.
 */
public final class CallbacksAgainstClient {
  private static final int RECEIVERS = 100;
  private static final String BODY =
      "{\"task_id\":1,\"subtask_id\":%d,\"subtask_status\":5,\"count_task_parts_done\":1,"
          + "\"count_task_parts_all\":1000}";

  private final DatabaseAddress address;
  private final Database database;
  private final Path data;
  private final int each;
  private final int pause;
  private final AtomicLong received = new AtomicLong();
  private volatile long first;
  private volatile long last;

  private CallbacksAgainstClient(
      DatabaseAddress address, Database database, Path data, int each, int pause) {
    this.address = address;
    this.database = database;
    this.data = data;
    this.each = each;
    this.pause = pause;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    int runs = option(options, "--runs", 7);
    int each = option(options, "--each", 200);
    var data = Files.createDirectories(Path.of("benchmarks", "target", "callbacks"));
    try (var directory = DataDirectory.take(data, DataDirectory.Role.COMMAND).orElseThrow();
        var postgres = EmbeddedPostgres.start(directory);
        var database =
            Database.open(postgres.address(), new Database.Bounds("benchmark", 2, 5000, 0))) {
      database.migrate();
      for (int pause : new int[] {0, 20}) {
        new CallbacksAgainstClient(postgres.address(), database, data, each, pause).compare(runs);
      }
    }
  }

  private void compare(int runs) throws Exception {
    var product = new ArrayList<Double>();
    var bare = new ArrayList<Double>();
    var dead = new ArrayList<Double>();
    var receiver =
        WebServer.builder()
            .host("0.0.0.0")
            .port(0)
            .routing(routing ->
                routing.post(
                    "/hook",
                    (request, response) -> {
                      request.content().consume();
                      if (pause > 0) {
                        Thread.sleep(pause);
                      }
                      hear();
                      response.send();
                    }))
            .build()
            .start();
    try (var silent = new ServerSocket(0, 1000, InetAddress.ofLiteral("127.0.0.1"))) {
      for (int run = -2; run < runs; run++) {
        double delivered = deliver(receiver.port(), 0);
        double posted = post(receiver.port());
        double beside = deliver(receiver.port(), silent.getLocalPort());
        if (run >= 0) {
          product.add(delivered);
          bare.add(posted);
          dead.add(beside);
        }
      }
    } finally {
      receiver.stop();
    }
    System.out.printf(
        "receivers that answer after %d ms: product %.0f, bare client %.0f notifications a second,"
            + " product / bare = %.2f; with a dead receiver %.0f, with / without = %.2f%n",
        pause,
        median(product),
        median(bare),
        median(product) / median(bare),
        median(dead),
        median(dead) / median(product));
  }

  private void hear() {
    last = System.nanoTime();
    if (received.getAndIncrement() == 0) {
      first = last;
    }
  }

  private double rate() {
    return (received.get() - 1) * 1e9 / (last - first);
  }

  /** What waits is there when the server starts; timed from the first call to the last. */
  private double deliver(int port, int deadPort) throws InterruptedException {
    fill(port, deadPort);
    received.set(0);
    try (var _ = server()) {
      while (received.get() < (long) RECEIVERS * each) {
        Thread.sleep(5);
      }
      return rate();
    }
  }

  private double post(int port) throws Exception {
    received.set(0);
    int parallel = Config.DEFAULT.notifications().parallelCalls();
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var threads = Executors.newFixedThreadPool(parallel, Thread.ofVirtual().factory())) {
      var work =
          IntStream.range(0, RECEIVERS)
              .<Callable<Void>>mapToObj(n ->
                  () -> {
                    for (int i = 0; i < each; i++) {
                      var request =
                          HttpRequest.newBuilder(URI.create(url(n, port)))
                              .header("Content-Type", "application/json")
                              .timeout(Duration.ofSeconds(10))
                              .POST(HttpRequest.BodyPublishers.ofString(BODY.formatted(i)))
                              .build();
                      var _ = client.send(request, HttpResponse.BodyHandlers.discarding());
                    }
                    return null;
                  })
              .toList();
      for (var done : threads.invokeAll(work)) {
        Void _ = done.get();
      }
    }
    return rate();
  }

  private void fill(int port, int deadPort) {
    database.inTransaction(handle -> {
      handle.execute("truncate notification_receivers, notification_deliveries");
      for (int n = 0; n < RECEIVERS; n++) {
        handle.execute(
            """
            insert into notification_receivers
              (task_id, destination, origin, subtask_callback, due_time)
            values (1, ?, ?, json_build_object('type', 'http', 'url', ?::text), now())
            """,
            "http " + url(n, port),
            url(n, port).replace("/hook", ""),
            url(n, port));
      }
      if (deadPort > 0) {
        handle.execute(
            """
            insert into notification_receivers
              (task_id, destination, origin, subtask_callback, due_time)
            values (1, 'dead', 'dead', json_build_object('type', 'http', 'url', ?::text), now())
            """,
            url(0, deadPort));
      }
      handle.execute(
          """
          insert into notification_deliveries
            (delivery_id, receiver_id, task_id, subtask_id, body, park_time)
          select gen_random_uuid(), receiver_id, 1, n, format(?, n), now() + interval '1 day'
          from generate_series(1, ?) as n, notification_receivers
          """,
          BODY.replace("%d", "%s"),
          each);
    });
    database.query(handle -> handle.execute("vacuum analyze notification_deliveries"));
  }

  private Server server() {
    return Servers.start(address, data, Map.of("OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8"));
  }

  private static String url(int receiver, int port) {
    return "http://127.0.0.%d:%d/hook".formatted(receiver + 1, port);
  }
}
