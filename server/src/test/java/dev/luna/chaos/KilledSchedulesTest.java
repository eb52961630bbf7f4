package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.db.Database;
import dev.luna.testing.Client;
import dev.luna.testing.Nodes;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Schedules on two processes that are killed at random: each time that comes is decided once, has
 * at most one task, and no schedule ever has two that have not ended.
 */
class KilledSchedulesTest {
  private static final int SCHEDULES = 4;
  private static final int ROUNDS = Integer.getInteger("chaos.rounds", 30);
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void eachTimeIsDecidedOnce() {
    var address = TestDatabases.create();
    var settings = TestServer.settings(address);
    settings.putAll(
        Map.of(
            "LOGGER.LEVEL", "INFO",
            "TASKS.HEARTBEAT_INTERVAL", "300",
            "TASKS.MAX_CHUNK_SIZE", "50",
            "TASKS.CHUNK_PAUSE", "100"));
    var random = new Random(SEED);
    try (var database = TestDatabases.open(address);
        var nodes = new Nodes(settings, 2)) {
      TestData.faces(database, 500, 56);
      for (int n = 0; n < SCHEDULES; n++) {
        create(nodes.first().client());
      }
      int kills = 0;
      int come = 0;
      for (int round = 0; round < ROUNDS || kills == 0; round++) {
        come += letCome(database, 1 + random.nextInt(SCHEDULES));
        if (random.nextInt(8) == 0 || round == ROUNDS / 2) {
          kills += nodes.kill(random);
        }
        await().atMost(PATIENCE).until(() -> number(database, DUE) == 0);
      }

      assertThat(number(database, "select count(*) from schedule_runs")).isEqualTo(come);
      assertThat(number(database, TWICE)).as("times with two runs, seed %d", SEED).isZero();
      assertThat(number(database, "select count(*) from schedule_runs where outcome = 'STARTED'"))
          .as("tasks, seed %d", SEED)
          .isEqualTo(number(database, "select count(*) from tasks"))
          .isPositive();
      assertThat(number(database, OVERLAPS)).as("overlaps, seed %d", SEED).isZero();
      await().atMost(PATIENCE).until(() -> number(database, OPEN) == 0);
    }
  }

  private static final String DUE = "select count(*) from schedules where due_time <= now()";
  private static final String OPEN = "select count(*) from tasks where end_time is null";
  private static final String TWICE =
      """
      select count(*)
      from (
        select from schedule_runs group by schedule_id, planned_time having count(*) > 1
      ) as twice
      """;
  private static final String OVERLAPS =
      """
      select count(*)
      from tasks as one
      join tasks as other on other.schedule_id = one.schedule_id and other.task_id > one.task_id
      where one.end_time is null or one.end_time > other.create_time
      """;

  private static void create(Client client) {
    client
        .post(
            "/4/tasks/schedules",
            """
            {"task":{"task_type":4,"content":{"target":"face_descriptors",
               "filters":{"descriptor_version":56}}},
             "trigger":{"cron":"0 0 1 1 *"}}\
            """)
        .expect(201);
  }

  /** Lets the time of some schedules come now. */
  private static int letCome(Database database, int most) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update schedules
                set planned_time = clock_timestamp(),
                    due_time = clock_timestamp()
                where schedule_id <= :most
                """)
            .bind("most", most)
            .execute());
  }

  private static long number(Database database, String sql) {
    return database.query(handle -> handle.select(sql).mapTo(Long.class).one());
  }
}
