package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Settings;
import dev.luna.db.Database;
import dev.luna.testing.Client;
import dev.luna.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that jump by hours, forward and back, while work is done. */
class ClockStepsTest {
  private static final int HOURS = 3;

  @TempDir private Path files;

  /** The node's clock, by which work is queued and taken. */
  @Test
  void stepsOfANodesClockLoseNothing() {
    var address = TestDatabases.create();
    var settings = Purge.settings(address, files, 1);
    settings.put("LOGGER.LEVEL", "WARNING");
    var clock = new Stepping();
    var real = Surroundings.real();
    var random = new Random(Purge.SEED);
    try (var database = TestDatabases.open(address);
        var purge = new Purge(database, settings);
        var server =
            Server.start(
                new Settings().layer("test", settings).resolve(),
                new Surroundings(clock, real.ids(), real.random(), real.extractors()))) {
      var client = new Client(server.address()).as("root@visionlabs.ai", "root");
      purge.start(client);
      int steps = 0;
      while (!purge.isDone()) {
        clock.offset = Duration.ofSeconds(random.nextInt(-HOURS * 3600, HOURS * 3600));
        steps++;
        purge.pause(Duration.ofSeconds(1));
      }
      clock.offset = Duration.ofHours(-HOURS);

      assertThat(steps).isGreaterThan(2);
      purge.assertLaws(client);
    }
  }

  /** A wait between two looks for work is over when its time is, not when the clock says so. */
  @Test
  void aNodeThatHasNothingToDoGoesOnLookingForWork() {
    var address = TestDatabases.create();
    var clock = new Stepping();
    var real = Surroundings.real();
    try (var database = TestDatabases.open(address);
        var server =
            Server.start(
                new Settings().layer("test", Purge.settings(address, files, 1)).resolve(),
                new Surroundings(clock, real.ids(), real.random(), real.extractors()))) {
      await("first duties").until(() -> dutiesDone(database, Duration.ZERO) > 0);

      clock.offset = Duration.ofHours(-HOURS);

      await("duties of " + server.address())
          .until(() -> dutiesDone(database, Duration.ofHours(HOURS - 1)) > 0);
    }
  }

  private static int dutiesDone(Database database, Duration before) {
    return database.query(handle ->
        handle
            .createQuery(
                "select count(*) from scheduled_tasks where last_success < now() - :before")
            .bind("before", before)
            .mapTo(int.class)
            .one());
  }

  /** The database's clock, by which calls are put off: times in it are then in the future. */
  @Test
  void whatIsDueByAClockThatWasSetBackIsNotWaitedFor() {
    var address = TestDatabases.create();
    var settings = Purge.settings(address, files, 1);
    settings.put("LOGGER.LEVEL", "WARNING");
    try (var database = TestDatabases.open(address);
        var purge = new Purge(database, settings);
        var server =
            Server.start(new Settings().layer("test", settings).resolve(), Surroundings.real())) {
      var client = new Client(server.address()).as("root@visionlabs.ai", "root");
      purge.start(client);
      int steps = 0;
      while (!purge.isDone()) {
        setBack(database);
        steps++;
        purge.pause(Duration.ofMillis(1500));
      }
      setBack(database);

      assertThat(steps).isGreaterThan(1);
      purge.assertLaws(client);
    }
  }

  private static void setBack(Database database) {
    database.inTransaction(handle -> {
      handle.execute(
          """
          update scheduled_tasks
          set execution_time = execution_time + ? * interval '1 hour',
              last_heartbeat = last_heartbeat + ? * interval '1 hour'
          """,
          HOURS,
          HOURS);
      handle.execute(
          """
          update notification_receivers
          set due_time = due_time + ? * interval '1 hour',
              lease_time = lease_time + ? * interval '1 hour'
          """,
          HOURS,
          HOURS);
    });
  }

  /** Real time, and more or less than it. */
  private static final class Stepping implements InstantSource {
    volatile Duration offset = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(offset);
    }
  }
}
