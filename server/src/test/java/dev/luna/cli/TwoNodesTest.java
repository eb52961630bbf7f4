package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.db.Database;
import dev.luna.testing.LunaProcess;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real processes on one database. */
class TwoNodesTest {
  private static final int FACES = 2000;
  private static final Duration TAKEOVER = Duration.ofSeconds(10);

  @TempDir private Path images;

  @Test
  void nodesShareTheSubtasksAndOneFinishesWhatAKilledOneLeft() {
    var address = TestDatabases.create();
    var settings = new LinkedHashMap<>(TestServer.settings(address));
    settings.putAll(
        Map.of(
            "TASKS.HEARTBEAT_INTERVAL", "1000",
            "TASKS.SUBTASK_SIZE", "100",
            "TASKS.MAX_CHUNK_SIZE", "5",
            "TASKS.CHUNK_PAUSE", "50",
            "LOGGER.LEVEL", "INFO",
            "IMAGE_STORE.TYPE", "DISK",
            "IMAGE_STORE.DIRECTORY", images.toString()));
    try (var database = TestDatabases.open(address);
        var first = LunaProcess.serve(settings);
        var second = LunaProcess.serve(settings)) {
      TestData.faces(database, FACES, 56, 59);
      var story = new Story(second.client());

      long id = new Story(first.client()).gcStarts(56);
      story.awaitPartsDone(id, 1);
      await().atMost(Duration.ofSeconds(30)).until(() -> nodesAtWork(database) == 2);
      first.kill();
      long killed = System.nanoTime();
      await()
          .atMost(TAKEOVER)
          .until(() -> nodesAtWork(database) == 1 && allRunningAreAlive(database));
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(TAKEOVER);
      story.awaitStatus(id, 5);

      assertThat(story.removedFaces(id)).hasSize(FACES);
      assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(FACES);
      assertThat(story.task(id).path("count_task_parts_done").asInt()).isEqualTo(20);
      assertThat(rows(database, "select count(*) from face_descriptors")).isEqualTo(FACES);
      assertThat(rows(database, "select max(epoch) from subtasks")).isGreaterThan(1);
    }
  }

  @Test
  void aNodeThatIsStoppedHandsItsSubtasksBackAtOnce() {
    var address = TestDatabases.create();
    var settings = new LinkedHashMap<>(TestServer.settings(address));
    settings.putAll(
        Map.of(
            "TASKS.HEARTBEAT_INTERVAL", "60000",
            "TASKS.SUBTASK_SIZE", "100",
            "TASKS.MAX_CHUNK_SIZE", "5",
            "TASKS.CHUNK_PAUSE", "50",
            "LOGGER.LEVEL", "INFO",
            "IMAGE_STORE.TYPE", "DISK",
            "IMAGE_STORE.DIRECTORY", images.toString()));
    try (var database = TestDatabases.open(address);
        var first = LunaProcess.serve(settings);
        var second = LunaProcess.serve(settings)) {
      TestData.faces(database, FACES, 56);
      long id = new Story(first.client()).gcStarts(56);
      await().atMost(Duration.ofSeconds(30)).until(() -> nodesAtWork(database) == 2);

      first.stop();

      assertThat(first.join()).isZero();
      // Far less than the minutes after which a dead node would be noticed with these settings.
      var story = new Story(second.client());
      story.awaitStatus(id, 5);
      assertThat(story.removedFaces(id)).hasSize(FACES);
    }
  }

  @Test
  void aNodeThatWasFrozenPastItsClaimCannotWriteWhenItWakesUp() {
    var address = TestDatabases.create();
    var settings = new LinkedHashMap<>(TestServer.settings(address));
    settings.putAll(
        Map.of(
            "TASKS.HEARTBEAT_INTERVAL", "500",
            "TASKS.SUBTASK_SIZE", "100",
            "TASKS.MAX_CHUNK_SIZE", "5",
            "TASKS.CHUNK_PAUSE", "100",
            "LOGGER.LEVEL", "INFO",
            "IMAGE_STORE.TYPE", "DISK",
            "IMAGE_STORE.DIRECTORY", images.toString()));
    try (var database = TestDatabases.open(address);
        var first = LunaProcess.serve(settings);
        var second = LunaProcess.serve(settings)) {
      TestData.faces(database, FACES, 56);
      var story = new Story(second.client());
      long id = story.gcStarts(56);
      await().atMost(Duration.ofSeconds(30)).until(() -> nodesWithSubtasks(database) == 2);

      first.freeze();
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> rows(database, "select max(epoch) from subtasks") > 1);
      } finally {
        first.thaw();
      }
      story.awaitStatus(id, 5);

      assertThat(new Story(first.client()).removedFaces(id)).hasSize(FACES);
      assertThat(rows(database, "select sum(objects_handled)::bigint from subtasks"))
          .isEqualTo(FACES);
    }
  }

  private static long nodesAtWork(Database database) {
    return rows(
        database,
        """
        select count(distinct picked_by)
        from scheduled_tasks
        where picked
          and task_name = 'run-lane'
        """);
  }

  private static long nodesWithSubtasks(Database database) {
    return rows(
        database,
        """
        select count(distinct q.picked_by)
        from scheduled_tasks as q
        join subtasks as s on q.task_instance = s.task_id || '-' || s.lane
        where q.picked
          and q.task_name = 'run-lane'
          and s.subtask_status = 1
        """);
  }

  private static boolean allRunningAreAlive(Database database) {
    return rows(
            database,
            """
            select count(*)
            from scheduled_tasks
            where picked
              and task_name = 'run-lane'
              and last_heartbeat < now() - interval '4 seconds'
            """)
        == 0;
  }

  private static long rows(Database database, String query) {
    return database.query(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
