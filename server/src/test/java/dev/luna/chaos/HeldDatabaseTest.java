package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.testing.LunaProcess;
import dev.luna.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others that hold what the service needs: connections, rows, and the past. */
class HeldDatabaseTest {
  @TempDir private Path files;

  private CountDownLatch release;

  @BeforeEach
  void hold() {
    release = new CountDownLatch(1);
  }

  /** The work has connections of its own, and requests are told so in time. */
  @Test
  void requestsThatWaitForConnectionsDoNotHoldTheWork() throws Exception {
    var address = TestDatabases.create();
    var settings = Purge.settings(address, files, 2);
    settings.put("DATABASE.POOL_SIZE", "2");
    settings.put("DATABASE.POOL_TIMEOUT", "500");
    settings.put("DATABASE.STATEMENT_TIMEOUT", "1000");
    try (var database = TestDatabases.open(address);
        var purge = new Purge(database, settings);
        var node = LunaProcess.serve(settings);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = release::countDown) {
      var client = node.client();
      purge.start(client);
      var held =
          threads.submit(() ->
              database.inTransaction(handle -> {
                handle.execute("lock table lists in access exclusive mode");
                awaitRelease();
              }));
      await().until(() -> client.get("/4/lists").status() == 503);
      var requests = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 20; i++) {
        requests.add(() -> client.get("/4/lists").status());
      }
      for (var answer : threads.invokeAll(requests)) {
        assertThat(answer.get()).isEqualTo(503);
      }
      purge.awaitDone();
      release.countDown();
      held.get();
      await().until(() -> client.get("/4/lists").status() == 200);
      purge.assertLaws(client);
    }
  }

  /** It sees the database as it was, and keeps dead rows from being cleared away. */
  @Test
  void aTransactionLeftOpenHoldsUpNothingButWhatItLocked() throws Exception {
    var address = TestDatabases.create();
    var settings = Purge.settings(address, files, 1);
    try (var database = TestDatabases.open(address);
        var purge = new Purge(database, settings);
        var node = LunaProcess.serve(settings);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = release::countDown) {
      var started = new CountDownLatch(1);
      var held =
          threads.submit(() ->
              database.inTransaction(handle -> {
                handle.execute("set transaction isolation level repeatable read");
                handle.execute("select from events order by event_id desc limit 1 for update");
                started.countDown();
                awaitRelease();
              }));
      started.await();
      purge.start(node.client());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> purge.isDone() || purge.handled() >= Purge.EVENTS / 5);
      release.countDown();
      held.get();
      purge.awaitDone();
      purge.assertLaws(node.client());
    }
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
