package dev.luna.tasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.luna.config.Config;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.json.Json;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.Summary;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.Work;
import dev.luna.testing.TestDatabases;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The engine's duties, called one by one without its threads. */
class SubtaskRunnerTest {
  private final Database database = TestDatabases.open(TestDatabases.create());
  private final TaskStores stores = TaskStores.on(database);
  private final Counting kind = new Counting();
  private final Workshop workshop =
      new Workshop(
          database,
          stores,
          new Kinds(List.of(kind)),
          new WorkQueue(database, Clock.systemUTC()),
          Clock.systemUTC());
  private final Tasks tasks = new Tasks(workshop);
  private final Planner planner = new Planner(workshop);
  private final SubtaskRunner runner = new SubtaskRunner(workshop, Config.DEFAULT.tasks());
  private final Finisher finisher = new Finisher(workshop, UUID::randomUUID);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aTaskGoesFromPlanToResultAndItsPartsAddUp() {
    long id = planned(2);
    var subtasks = stores.subtasks().of(id);
    assertThat(state(id)).isEqualTo(TaskState.IN_PROGRESS);

    assertThat(run(subtasks.get(0).subtaskId())).isEqualTo(SubtaskRunner.Outcome.ENDED);
    assertThat(state(id)).isEqualTo(TaskState.IN_PROGRESS);
    run(subtasks.get(1).subtaskId());
    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.DONE);
    assertThat(stores.results().summary(id).orElseThrow().path("count").asInt()).isEqualTo(6);
    assertThat(items(id)).containsExactly("0", "1", "2", "0", "1", "2");
  }

  @Test
  void planningAndFinishingTwiceDoNoHarm() {
    long id = planned(1);
    planner.plan(id);
    assertThat(stores.subtasks().of(id)).hasSize(1);

    run(stores.subtasks().of(id).getFirst().subtaskId());
    finisher.finish(id);
    var result = stores.tasks().byId(id).orElseThrow().resultId();
    finisher.finish(id);

    assertThat(stores.tasks().byId(id).orElseThrow().resultId()).isEqualTo(result);
  }

  @Test
  void aChunkThatFailsForAPassingReasonLeavesNoTraceAndIsTriedAgain() {
    long id = planned(1);
    long subtask = stores.subtasks().of(id).getFirst().subtaskId();
    kind.failures.add(new IllegalStateException(new SQLException("away", "08006")));

    assertThatThrownBy(() -> run(subtask)).matches(Database::isTransient);
    assertThat(items(id)).isEmpty();
    assertThat(stores.errors().count(id, null, null, null)).isZero();

    run(subtask);
    assertThat(items(id)).containsExactly("0", "1", "2");
  }

  @Test
  void aSubtaskThatFailsForGoodFailsItsTaskAfterTheOthersHaveEnded() {
    long id = planned(2);
    var subtasks = stores.subtasks().of(id);
    kind.failures.add(new IllegalArgumentException("secret internals"));

    run(subtasks.get(0).subtaskId());
    assertThat(state(id)).isEqualTo(TaskState.IN_PROGRESS);
    run(subtasks.get(1).subtaskId());
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.FAILED);
    assertThat(kind.abandoned).containsExactly(id);
    assertThat(stores.subtasks().of(id).get(0).state()).isEqualTo(SubtaskState.FAILED);
    assertThat(stores.subtasks().of(id).get(1).state()).isEqualTo(SubtaskState.DONE);
    var errors = stores.errors().page(id, new Page(1, 10));
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().errorCode()).isEqualTo(1);
    assertThat(errors.getFirst().detail()).doesNotContain("secret");
  }

  @Test
  void aNodeThatStopsHandsTheRestBackAndAnotherGoesOnFromThere() {
    long id = planned(1);
    long subtask = stores.subtasks().of(id).getFirst().subtaskId();
    var asked = new int[1];

    var outcome = runner.run(subtask, () -> asked[0]++ == 2);

    assertThat(outcome).isEqualTo(SubtaskRunner.Outcome.HANDED_BACK);
    assertThat(items(id)).containsExactly("0", "1");
    run(subtask);
    assertThat(items(id)).containsExactly("0", "1", "2");
    assertThat(kind.positions).containsExactly("start", "1", "2");
  }

  @Test
  void whoseClaimWentToAnotherCannotWrite() {
    long id = planned(1);
    long subtask = stores.subtasks().of(id).getFirst().subtaskId();
    // While the first chunk runs, another node claims the subtask and does all of it.
    kind.during =
        () -> {
          kind.during = () -> {};
          var _ = onAnotherThread(() -> run(subtask));
        };

    assertThat(run(subtask)).isEqualTo(SubtaskRunner.Outcome.ENDED);

    assertThat(items(id)).containsExactly("0", "1", "2");
    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);
    assertThat(stores.tasks().byId(id).orElseThrow().partsDone()).isEqualTo(1);
  }

  @Test
  void aTaskThatCollectsItsResultCanBeCancelled() {
    long id = planned(1);
    run(stores.subtasks().of(id).getFirst().subtaskId());
    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);

    tasks.cancel(id);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.CANCELLED);
    assertThat(kind.abandoned).containsExactly(id);
  }

  @Test
  void aTaskThatCannotBePlannedFailsWithARecordedError() {
    long id =
        tasks.create(
            new dev.luna.tasks.Task.New(
                TaskType.GC,
                Json.MAPPER.createObjectNode().put("parts", -1),
                "",
                UUID.randomUUID(),
                null,
                null,
                null,
                null));
    var planning = new FailingTasks(workshop).guard(planner::plan);

    assertThatThrownBy(() -> planning.accept(id)).isInstanceOf(IllegalArgumentException.class);
    planning.accept(id);

    assertThat(state(id)).isEqualTo(TaskState.FAILED);
    assertThat(stores.errors().count(id, null, null, 1)).isEqualTo(1);
  }

  @Test
  void aCancelStopsBetweenTwoChunksAndKeepsWhatWasDone() {
    long id = planned(2);
    var subtasks = stores.subtasks().of(id);
    run(subtasks.get(0).subtaskId());
    kind.during =
        () -> {
          kind.during = () -> {};
          var _ =
              onAnotherThread(() -> {
                tasks.cancel(id);
                return true;
              });
        };

    run(subtasks.get(1).subtaskId());

    assertThat(state(id)).isEqualTo(TaskState.CANCELLED);
    assertThat(stores.subtasks().of(id).get(0).state()).isEqualTo(SubtaskState.DONE);
    assertThat(stores.subtasks().of(id).get(1).state()).isEqualTo(SubtaskState.CANCELLED);
    assertThat(items(id)).containsExactly("0", "1", "2");
    finisher.finish(id);
    assertThat(kind.abandoned).containsExactly(id);
  }

  private static <T> T onAnotherThread(java.util.concurrent.Callable<T> work) {
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.submit(work).get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private long planned(int parts) {
    long id =
        tasks.create(
            new dev.luna.tasks.Task.New(
                TaskType.GC,
                Json.MAPPER.createObjectNode().put("parts", parts),
                "",
                UUID.randomUUID(),
                null,
                null,
                null,
                null));
    assertThat(state(id)).isEqualTo(TaskState.PENDING);
    planner.plan(id);
    return id;
  }

  private SubtaskRunner.Outcome run(long subtask) {
    return runner.run(subtask, () -> false);
  }

  private TaskState state(long id) {
    return stores.tasks().byId(id).orElseThrow().state();
  }

  private List<String> items(long id) {
    var items = new ArrayList<String>();
    stores.results().forEachBlock(id, "items", block -> items.add(block.replace("\"", "")));
    return items;
  }

  /** Counts to three in each part, one a chunk. */
  private static final class Counting
      implements TaskKind<Counting.Content, Counting.Part, Counting.Count> {
    private final List<RuntimeException> failures = new ArrayList<>();
    private final List<Long> abandoned = new ArrayList<>();
    private final List<String> positions = new ArrayList<>();
    private Runnable during = () -> {};

    record Content(int parts) {}

    record Part(int number) {}

    record Count(int count) implements Summary<Count> {
      @Override
      public Count plus(Count other) {
        return new Count(count + other.count);
      }
    }

    @Override
    public TaskType type() {
      return TaskType.GC;
    }

    @Override
    public Class<Content> contentType() {
      return Content.class;
    }

    @Override
    public Class<Part> partType() {
      return Part.class;
    }

    @Override
    public Class<Count> summaryType() {
      return Count.class;
    }

    @Override
    public Count empty() {
      return new Count(0);
    }

    @Override
    public Content accept(Content content, Instant now) {
      return content;
    }

    @Override
    public Plan<Part> plan(long taskId, Content content) {
      if (content.parts() < 0) {
        throw new IllegalArgumentException("parts must not be negative");
      }
      return Plan.of(
          java.util.stream.IntStream.range(0, content.parts()).mapToObj(Part::new).toList(), null);
    }

    @Override
    public Chunk<Count> run(Work<Content, Part> work) {
      during.run();
      if (!failures.isEmpty()) {
        throw failures.removeFirst();
      }
      String position = work.position();
      positions.add(position == null ? "start" : position);
      int here = position == null ? 0 : Integer.parseInt(position);
      return new Chunk<>(
          here == 2 ? null : String.valueOf(here + 1),
          1,
          new Count(1),
          Map.of("items", List.of(String.valueOf(here))),
          false,
          Duration.ZERO);
    }

    @Override
    public Forecast forecast(Content content) {
      return new Forecast(content.parts(), true, 0, 0, null, null, List.of(), List.of());
    }

    @Override
    public Plan<Part> planAgain(long taskId, Content content, Failed<Part> failed) {
      return new Plan<>(failed.rests(), null);
    }

    @Override
    public Optional<Culprit> culprit(Work<Content, Part> work) {
      return Optional.empty();
    }

    @Override
    public void follow(long taskId, long subtaskId, Content content) {}

    @Override
    public ObjectNode finish(long taskId, Content content, Count sum) {
      return Json.MAPPER.createObjectNode().put("count", sum.count());
    }

    @Override
    public void abandon(long taskId, Content content) {
      abandoned.add(taskId);
    }
  }
}
