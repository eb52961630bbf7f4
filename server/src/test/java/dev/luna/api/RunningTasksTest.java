package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.testing.Client;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be done to a task while it runs; it runs slowly here. */
class RunningTasksTest {
  private static final int FACES = 400;

  private final TestServer server =
      new TestServer(
          Map.of(
              "TASKS.SUBTASK_SIZE", "40",
              "TASKS.MAX_CHUNK_SIZE", "5",
              "TASKS.CHUNK_PAUSE", "50",
              "TASKS.PARALLEL_SUBTASKS", "1"),
          null);
  private Client admin = new Client(java.net.URI.create("http://unset.invalid"));
  private Story story = new Story(admin);
  private long id;

  @BeforeEach
  void start() {
    server.start();
    admin = server.admin();
    story = new Story(admin);
    TestData.faces(server.database(), FACES, 56);
    id = story.gcStarts(56);
    story.awaitPartsDone(id, 1);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void progressIsVisibleAndThereIsNoResultYet() {
    var task = story.task(id);

    assertThat(task.path("task_status").asInt()).isEqualTo(1);
    assertThat(task.path("end_time").isNull()).isTrue();
    assertThat(task.path("count_task_parts_all").asInt()).isEqualTo(10);
    var result = admin.get("/4/tasks/%d/result".formatted(id));
    assertThat(result.status()).isEqualTo(404);
    assertThat(result.errorCode()).isEqualTo(28018);
  }

  @Test
  void aCancelledCollectionEndsAtOnceAndGivesTheDescriptorsBack() {
    assertThat(admin.patch("/4/tasks/" + id, "").status()).isEqualTo(204);

    var task = story.task(id);
    assertThat(task.path("task_status").asInt()).isEqualTo(2);
    assertThat(task.path("end_time").isNull()).isFalse();
    var statuses = new HashMap<Integer, Integer>();
    admin
        .get("/4/tasks/%d/subtasks".formatted(id))
        .json()
        .path("subtasks")
        .forEach(s -> statuses.merge(s.path("subtask_status").asInt(), 1, Integer::sum));
    assertThat(statuses.keySet()).isSubsetOf(2, 5);
    var result = admin.get("/4/tasks/%d/result".formatted(id));
    assertThat(result.status()).isEqualTo(400);
    assertThat(result.errorCode()).isEqualTo(28020);

    awaitDescriptors();
    assertThat(admin.patch("/4/tasks/" + id, "").errorCode()).isEqualTo(28019);
  }

  @Test
  void aRunningTaskThatIsRemovedLeavesNothingAndGivesTheDescriptorsBack() {
    assertThat(admin.delete("/4/tasks/" + id).status()).isEqualTo(204);

    assertThat(admin.get("/4/tasks/" + id).errorCode()).isEqualTo(28001);
    awaitDescriptors();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> rows("select count(*) from scheduled_tasks where task_name = 'run-lane'") == 0);
    assertThat(rows("select count(*) from subtasks")).isZero();
    assertThat(rows("select count(*) from task_result_blocks")).isZero();
    assertThat(rows("select count(*) from pg_tables where tablename like 'collected%'")).isZero();
  }

  @Test
  void aNodeThatWasFencedOffCannotWriteAndNothingIsLostOrDoneTwice() {
    // Somebody else claims all running subtasks, as after a pause of this node that was too long.
    for (int i = 0; i < 5; i++) {
      server
          .database()
          .inTransaction(handle ->
              handle.execute("update subtasks set epoch = epoch + 1 where subtask_status = 1"));
    }
    // The fenced runner undoes its chunk, and its lane takes the subtask up again.
    story.awaitStatus(id, 5);

    assertThat(story.removedFaces(id)).hasSize(FACES);
    assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(FACES);
  }

  private void awaitDescriptors() {
    var counters = new Counters(server.database());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> counters.values(Counter.FACE_DESCRIPTORS).equals(Map.of("56", (long) FACES)));
    assertThat(rows("select count(*) from face_descriptors")).isEqualTo(FACES);
  }

  private long rows(String query) {
    return server.database().query(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
