package dev.luna.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.db.Database;
import dev.luna.json.Json;
import dev.luna.testing.TestDatabases;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two nodes at one lane: the one that has it now, and the one that does not know it lost it. */
class ClaimStoreTest {
  private static final int LANE = 0;

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final SubtaskStore subtasks = new SubtaskStore(database);
  private final ClaimStore claims = new ClaimStore(database);
  private long task;

  @BeforeEach
  void plan() {
    var tasks = new TaskStore(database);
    var content = Json.MAPPER.createObjectNode();
    task =
        tasks.insert(
            new Task.New(TaskType.GC, content, "", UUID.randomUUID(), null, null, null, null),
            Instant.now());
    subtasks.insert(
        task,
        Stream.<JsonNode>generate(() -> content)
            .limit(3)
            .map(part -> new Plan.Part<>(part, null))
            .toList(),
        Instant.now());
    tasks.move(task, TaskState.PENDING, TaskState.Event.PLANNED, Instant.now());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aSubtaskThatEndsWhileAnotherNodeClaimsItStaysEnded() throws Exception {
    var old = claim();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Claim>> taken =
          database.transaction(handle -> {
            assertThat(end(old)).isTrue();
            claim();
            var claiming = threads.submit(() -> claims.claim(task, LANE));
            await().until(() -> waiting() == 1);
            return claiming;
          });

      assertThat(taken.get()).isEmpty();
    }
    assertThat(states())
        .containsExactly(SubtaskState.DONE, SubtaskState.IN_PROGRESS, SubtaskState.PENDING);
    assertThat(claims.isClaimable(task, LANE)).isTrue();
    assertThat(claim().epoch()).isEqualTo(2);
  }

  @Test
  void aLaneThatTwoNodesBeganIsFinishedSubtaskBySubtask() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      database.inTransaction(handle -> {
        var first = claim();
        // The other one does not see that claim, and passes over the subtask it holds.
        var second = join(threads.submit(this::claim));
        assertThat(second.subtaskId()).isNotEqualTo(first.subtaskId());
      });
    }

    for (int left = 3; left > 0; left--) {
      assertThat(end(claim())).isTrue();
    }
    assertThat(states()).containsOnly(SubtaskState.DONE);
    assertThat(claims.claim(task, LANE)).isEmpty();
  }

  private Claim claim() {
    return claims.claim(task, LANE).orElseThrow();
  }

  private boolean end(Claim claim) {
    return claims.end(claim, SubtaskState.Event.FINISH, claim.progress(), null, Instant.now());
  }

  private List<SubtaskState> states() {
    return subtasks.of(task).stream().map(Subtask::state).toList();
  }

  private long waiting() {
    return database.query(handle ->
        handle
            .select(
                """
                select count(*)
                from pg_stat_activity
                where datname = current_database()
                  and wait_event_type = 'Lock'
                """)
            .mapTo(Long.class)
            .one());
  }

  private static <T> T join(Future<T> future) {
    await().until(future::isDone);
    return future.resultNow();
  }
}
