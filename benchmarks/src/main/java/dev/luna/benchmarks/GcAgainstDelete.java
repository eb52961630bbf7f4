package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.median;
import static dev.luna.benchmarks.Numbers.option;

import dev.luna.config.Config;
import dev.luna.db.Counters;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.descriptors.DefaultVersionStore;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.events.EventFilter;
import dev.luna.events.EventPartitionStore;
import dev.luna.events.EventStore;
import dev.luna.images.Leftovers;
import dev.luna.json.Json;
import dev.luna.outbound.GuardedClient;
import dev.luna.tasks.kinds.gc.GcKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Collections of events against what the database does at best: by a filter against one plain
 * DELETE of the same rows, with the time of small requests meanwhile; of a whole week against DROP
 * of its partition.
 */
public final class GcAgainstDelete {
  private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
  private static final Instant NEXT = Instant.parse("2026-01-12T00:00:00Z");

  private static final EventFilter EVERYTHING = EventFilter.of(null, List.of(), Timeline.Span.ALL);

  private final DatabaseAddress address;
  private final Database database;
  private final int rows;
  private final int foregroundLimit;
  private final int parallel;

  private GcAgainstDelete(
      DatabaseAddress address, Database database, int rows, int foregroundLimit, int parallel) {
    this.address = address;
    this.database = database;
    this.rows = rows;
    this.foregroundLimit = foregroundLimit;
    this.parallel = parallel;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    var directory = Files.createDirectories(Path.of("benchmarks", "target", "gc"));
    int runs = option(options, "--runs", 3);
    try (var data = DataDirectory.take(directory, DataDirectory.Role.COMMAND).orElseThrow();
        var server = EmbeddedPostgres.start(data);
        var database = Database.open(server.address(), new Database.Bounds("work", 8, 5000, 0))) {
      database.migrate();
      var benchmark =
          new GcAgainstDelete(
              server.address(),
              database,
              option(options, "--rows", 1_000_000),
              option(options, "--foreground-limit", 20),
              option(options, "--parallel", Config.DEFAULT.tasks().parallelSubtasks()));
      benchmark.compare(
          "by filter against DELETE",
          runs,
          "\"sources\":[\"x\"]",
          handle -> handle.execute("delete from events where source = 'x'"));
      benchmark.compare(
          "of a week against DROP",
          runs,
          "\"create_time__gte\":\"%s\",\"create_time__lt\":\"%s\"".formatted(MONDAY, NEXT),
          handle -> handle.execute("drop table events_20260105"));
    }
  }

  private interface Statement {
    int execute(Handle handle);
  }

  private record Run(double seconds, double p99) {}

  private void compare(String name, int runs, String filter, Statement statement)
      throws InterruptedException {
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    var during = new ArrayList<Double>();
    var idle = new ArrayList<Double>();
    for (int run = 0; run <= runs; run++) {
      fill();
      double quiet = p99(requests(() -> Thread.sleep(3000)));
      var collection = collect(filter);
      refuseRest();
      fill();
      long start = System.nanoTime();
      int _ = database.transaction(statement::execute);
      double seconds = (System.nanoTime() - start) / 1e9;
      refuseRest();
      System.out.printf(
          "%s: collection %.2f s, statement %.2f s; p99 of requests %.1f ms, idle %.1f ms%n",
          name, collection.seconds(), seconds, collection.p99(), quiet);
      // The first one warms up.
      if (run > 0) {
        ours.add(collection.seconds());
        theirs.add(seconds);
        during.add(collection.p99());
        idle.add(quiet);
      }
    }
    System.out.printf(
        "%s, %d events: collection %.2f s, statement %.2f s (medians), statement / collection %.2f;"
            + " p99 of requests %.1f ms, idle %.1f ms, ratio %.2f%n",
        name,
        rows,
        median(ours),
        median(theirs),
        median(theirs) / median(ours),
        median(during),
        median(idle),
        median(during) / median(idle));
  }

  private Run collect(String filter) throws InterruptedException {
    var config = Config.DEFAULT;
    try (var client = new GuardedClient(config.outbound());
        var node =
            new Node(
                address,
                own ->
                    GcKind.on(
                        own,
                        new Leftovers(own, Optional.empty(), client, Clock.systemUTC()),
                        new DefaultVersions(
                            new DefaultVersionStore(own), config.descriptors(), Clock.systemUTC()),
                        config.tasks().subtaskSize(),
                        Clock.systemUTC()),
                parallel,
                foregroundLimit)) {
      Thread.sleep(1000);
      long start = System.nanoTime();
      long task =
          node.submit(
              Json.MAPPER.readTree(
                  "{\"target\":\"events\",\"filters\":{%s},\"store_results\":false}"
                      .formatted(filter)));
      var end = new long[1];
      var times =
          requests(() -> {
            while (!node.isDone(task)) {
              Thread.sleep(5);
            }
            end[0] = System.nanoTime();
          });
      return new Run((end[0] - start) / 1e9, p99(times));
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /** Milliseconds of small requests, a hundred a second, while work goes on. */
  private List<Double> requests(Work work) throws InterruptedException {
    var times = Collections.synchronizedList(new ArrayList<Double>());
    var client =
        Thread.ofPlatform()
            .start(() -> {
              var events = new EventStore(database);
              try {
                while (true) {
                  Thread.sleep(10);
                  long start = System.nanoTime();
                  var _ = events.page(EVERYTHING, new Page(1, 10));
                  times.add((System.nanoTime() - start) / 1e6);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    work.run();
    client.interrupt();
    client.join();
    return List.copyOf(times);
  }

  /** Fills one week, and some of the next, which stays. */
  private void fill() {
    database.inTransaction(handle -> handle.execute("truncate events, counters, counter_deltas"));
    new EventPartitionStore(database).ensureAhead(MONDAY);
    database.inTransaction(handle -> {
      handle.execute(
          """
          insert into events
          select gen_random_uuid(), timestamptz '2026-01-05T00:00:00Z'
              + (n * 604799.0 / ?) * interval '1 second',
            now(), null, ('00000000-0000-4000-8000-00000000000' || n % 10)::uuid, null, null, null,
            'x', '', '', '', '', '{}', '{}', '{}', 30, 1, 1, 1, 1, 1, '{}', '{}'
          from generate_series(0, ? - 1) as n
          """,
          rows, rows);
      handle.execute(
          """
          insert into events
          select gen_random_uuid(), timestamptz '2026-01-12T00:00:00Z' + n * interval '1 second',
            now(), null, ('00000000-0000-4000-8000-00000000000' || n % 10)::uuid, null, null, null,
            'y', '', '', '', '', '{}', '{}', '{}', 30, 1, 1, 1, 1, 1, '{}', '{}'
          from generate_series(1, 100000) as n
          """);
      handle.execute(
          """
          select count_added_events(array_agg(account_id), array_agg(create_time))
          from events
          """);
    });
    database.query(handle -> handle.execute("vacuum analyze events"));
    database.query(handle -> handle.execute("checkpoint"));
    while (new Counters(database).fold() > 0) {
      Thread.onSpinWait();
    }
  }

  private void refuseRest() {
    long left =
        database.query(handle ->
            handle
                .select("select count(*) from events where source = 'x'")
                .mapTo(Long.class)
                .one());
    if (left > 0) {
      throw new IllegalStateException(left + " events are left");
    }
  }

  private static double p99(List<Double> times) {
    var sorted = times.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100);
  }
}
