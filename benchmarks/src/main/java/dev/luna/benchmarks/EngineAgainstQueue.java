package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.median;
import static dev.luna.benchmarks.Numbers.option;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The engine by itself: subtasks that do nothing against db-scheduler alone, the time from submit
 * to start on two nodes, and chunks a second beside a transaction that is left open.
 */
public final class EngineAgainstQueue {
  private static final int PARALLEL = 4;
  private final DatabaseAddress address;

  private EngineAgainstQueue(DatabaseAddress address) {
    this.address = address;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    var directory = Files.createDirectories(Path.of("benchmarks", "target", "engine"));
    try (var data = DataDirectory.take(directory, DataDirectory.Role.COMMAND).orElseThrow();
        var server = EmbeddedPostgres.start(data)) {
      try (var database =
          Database.open(server.address(), new Database.Bounds("migrate", 2, 5000, 0))) {
        database.migrate();
      }
      var benchmark = new EngineAgainstQueue(server.address());
      benchmark.subtasks(option(options, "--subtasks", 1000), option(options, "--runs", 7));
      benchmark.starts(option(options, "--starts", 500));
      benchmark.resume(option(options, "--kills", 5));
      benchmark.openTransaction(option(options, "--minutes", 10));
    }
  }

  /** Subtasks a second, in turns. */
  private void subtasks(int count, int runs) throws Exception {
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    for (int run = 0; run <= runs; run++) {
      double engine = engine(count);
      double alone = queue(count);
      // The first one warms up.
      if (run > 0) {
        ours.add(engine);
        theirs.add(alone);
        System.out.printf("subtasks a second: engine %.0f, db-scheduler %.0f%n", engine, alone);
      }
    }
    System.out.printf(
        "subtasks: engine %.0f, db-scheduler alone %.0f, ratio of medians %.2f%n",
        median(ours), median(theirs), median(ours) / median(theirs));
  }

  private double engine(int count) throws InterruptedException {
    try (var node = new Node(address, new Nothing(() -> {}), PARALLEL)) {
      long start = System.nanoTime();
      long task = node.submit(count, 1);
      while (!node.isDone(task)) {
        Thread.sleep(5);
      }
      return count * 1e9 / (System.nanoTime() - start);
    }
  }

  private double queue(int count) throws InterruptedException {
    try (var database =
        Database.open(address, new Database.Bounds("queue", PARALLEL + 8, 5000, 0))) {
      var done = new CountDownLatch(count);
      var task = Tasks.oneTime("nothing").execute((instance, context) -> done.countDown());
      var scheduler =
          Scheduler.create(database.dataSource(), task)
              .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
              .threads(PARALLEL)
              .executorService(Executors.newVirtualThreadPerTaskExecutor())
              .pollUsingLockAndFetch(0.5, 1.0)
              .pollingInterval(Duration.ofMillis(200))
              .build();
      scheduler.start();
      long start = System.nanoTime();
      var entries = new ArrayList<TaskInstance<?>>();
      IntStream.range(0, count).forEach(n -> entries.add(task.instance("n" + n)));
      scheduler.scheduleBatch(entries, Instant.now());
      scheduler.triggerCheckForDueExecutions();
      done.await();
      double rate = count * 1e9 / (System.nanoTime() - start);
      scheduler.stop();
      return rate;
    }
  }

  /** Milliseconds from the commit of a task to its first chunk, on two idle nodes. */
  private void starts(int count) throws InterruptedException {
    var begun = new SynchronousQueue<Long>();
    Runnable tell =
        () -> {
          boolean _ = begun.offer(System.nanoTime());
        };
    var times = new ArrayList<Double>();
    try (var first = new Node(address, new Nothing(tell), 2);
        var _ = new Node(address, new Nothing(tell), 2)) {
      Thread.sleep(2000);
      for (int n = 0; n < count; n++) {
        long submitted = System.nanoTime();
        long task = first.submit(1, 1);
        times.add((begun.take() - submitted) / 1e6);
        while (!first.isDone(task)) {
          Thread.sleep(5);
        }
      }
    }
    Collections.sort(times);
    System.out.printf(
        "submit to start on two nodes, ms: median %.1f, p99 %.1f, most %.1f of %d%n",
        median(times), times.get(count * 99 / 100), times.getLast(), count);
  }

  /** Seconds from the end of a node that was killed to the next chunk of its subtask elsewhere. */
  private void resume(int kills) throws Exception {
    var times = new ArrayList<Double>();
    for (int n = 0; n < kills; n++) {
      var begun = new SynchronousQueue<Long>();
      var killed = KilledNode.start(address);
      long task = killed.task();
      try (var heir =
          new Node(
              address,
              new Nothing(() -> {
                boolean _ = begun.offer(System.nanoTime());
              }),
              1)) {
        Thread.sleep(3000);
        killed.kill();
        long end = System.nanoTime();
        times.add((begun.take() - end) / 1e9);
        heir.cancel(task);
      }
    }
    Collections.sort(times);
    System.out.printf(
        "kill to resume, s: median %.1f, most %.1f of %d%n",
        median(times), times.getLast(), times.size());
  }

  /** Chunks a second at the end of a time in which a transaction elsewhere was left open. */
  private void openTransaction(int minutes) throws Exception {
    var chunks = new AtomicLong();
    try (var node = new Node(address, new Nothing(chunks::incrementAndGet), 2)) {
      long task = node.submit(2, Integer.MAX_VALUE);
      Thread.sleep(10_000);
      double before = rate(chunks);
      double with;
      try (var elsewhere =
              DriverManager.getConnection(address.url(), address.user(), address.password());
          var statement = elsewhere.createStatement()) {
        elsewhere.setAutoCommit(false);
        boolean _ = statement.execute("select pg_current_xact_id()");
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        do {
          with = rate(chunks);
          System.out.printf("chunks a second: %.0f with a transaction left open%n", with);
        } while (System.nanoTime() < end);
      }
      Thread.sleep(10_000);
      double after = rate(chunks);
      System.out.printf(
          "chunks a second: %.0f before, %.0f after %d minutes with a transaction left open,"
              + " %.0f after its end: ratio %.2f%n",
          before, with, minutes, after, with / ((before + after) / 2));
      node.cancel(task);
    }
  }

  private static double rate(AtomicLong counter) throws InterruptedException {
    long before = counter.get();
    long start = System.nanoTime();
    Thread.sleep(30_000);
    return (counter.get() - before) * 1e9 / (System.nanoTime() - start);
  }
}
