package dev.luna.tasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.luna.config.Config;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.ImageStoreException;
import dev.luna.imagestore.MemoryImageStore;
import dev.luna.json.Json;
import dev.luna.tasks.Change;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.Results;
import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.Summary;
import dev.luna.tasks.TaskErrorFilter;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.Work;
import dev.luna.testing.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The engine's duties, called one by one without its threads. */
class LaneRunnerTest {
  private final Database database = TestDatabases.open(TestDatabases.create());
  private final TaskStores stores = TaskStores.on(database);
  private final Counting kind = new Counting();
  private final MemoryImageStore contents = new MemoryImageStore(Clock.systemUTC());
  private final List<Change> changes = new ArrayList<>();
  private final Workshop workshop =
      new Workshop(
          database,
          stores,
          new Kinds(List.of(kind)),
          new WorkQueue(database, Clock.systemUTC()),
          changes::add,
          Clock.systemUTC());
  private final Tasks tasks = new Tasks(workshop, 2);
  private final Planner planner = new Planner(workshop, 2);
  private final Results results = new Results(stores.results(), Optional.of(contents));
  private final LaneRunner runner =
      new LaneRunner(
          workshop,
          new SubtaskTools(
              Config.DEFAULT.tasks(),
              results,
              new Foreground(database, Duration.ZERO),
              WorkListener.NONE,
              UUID::randomUUID),
          new Admission(2, 2));
  private final Finisher finisher = new Finisher(workshop, UUID::randomUUID);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aTaskGoesFromPlanToResultAndItsPartsAddUp() {
    long id = planned(2);

    run(id, 0);
    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.DONE);
    assertThat(summary(id).path("count").asInt()).isEqualTo(6);
    assertThat(items(id)).isEqualTo("0,1,2,0,1,2");
    assertThat(stores.subtasks().of(id))
        .allSatisfy(subtask -> assertThat(subtask.resultId()).isNotNull());
    assertThat(rows("select count(*) from task_result_blocks")).isZero();
    assertThat(contents.list(Bucket.TASK_RESULTS, null, 10)).hasSize(2);
    assertThat(rows("select sum(objects_handled)::bigint from subtask_progress")).isEqualTo(6);
  }

  @Test
  void changesAreToldInTheirOrder() {
    long id = planned(1);
    run(id, 0);
    finisher.finish(id);

    assertThat(changes.stream().flatMap(LaneRunnerTest::words))
        .containsExactly(
            "task PENDING",
            "task IN_PROGRESS",
            "subtask IN_PROGRESS",
            "subtask DONE",
            "task COLLECTING",
            "task DONE");
    var last = ((Change.OfTask) changes.getLast()).task();
    assertThat(last.resultId()).isNotNull();
    assertThat(last.partsDone()).isEqualTo(1);
  }

  @Test
  void planningAndFinishingTwiceDoNoHarm() {
    long id = planned(1);
    planner.plan(id);
    assertThat(stores.subtasks().of(id)).hasSize(1);

    run(id, 0);
    finisher.finish(id);
    var result = stores.tasks().byId(id).orElseThrow().resultId();
    finisher.finish(id);

    assertThat(stores.tasks().byId(id).orElseThrow().resultId()).isEqualTo(result);
  }

  @Test
  void aTaskWithoutPartsIsDone() {
    long id = planned(0);
    run(id, 0);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.DONE);
    assertThat(items(id)).isEmpty();
  }

  @Test
  void aChunkThatFailsForAPassingReasonLeavesNoTraceAndIsTriedAgain() {
    long id = planned(1);
    kind.failures.add(new IllegalStateException(new SQLException("away", "08006")));

    assertThatThrownBy(() -> run(id, 0)).matches(Database::isTransient);
    assertThat(rows("select count(*) from task_result_blocks")).isZero();
    assertThat(stores.errors().count(TaskErrorFilter.of(id))).isZero();

    run(id, 0);
    finisher.finish(id);
    assertThat(items(id)).isEqualTo("0,1,2");
  }

  @Test
  void aReasonThatDoesNotPassFailsTheSubtaskInTheEnd() {
    long id = planned(1);
    kind.failures.add(new ImageStoreException("away", new IOException("away")));

    assertThat(runner.run(new WorkQueue.Lane(id, 0), 100, () -> false))
        .isEqualTo(LaneRunner.Outcome.ENDED);

    assertThat(stores.subtasks().of(id).getFirst().state()).isEqualTo(SubtaskState.FAILED);
    assertThat(
            stores
                .errors()
                .count(
                    new TaskErrorFilter(
                        List.of(id),
                        List.of(),
                        Timeline.Span.ALL,
                        null,
                        ErrorCode.IMAGE_STORE_AWAY.number())))
        .isEqualTo(1);
  }

  @Test
  void theObjectThatMakesAChunkFailIsRecordedAndTheOthersAreDone() {
    kind.guilty = Set.of("0:17");
    long id = planned(1, 40);

    run(id, 0);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.DONE);
    assertThat(summary(id).path("count").asInt()).isEqualTo(39);
    assertThat(items(id).split(",")).hasSize(39).doesNotContain("17");
    var errors = stores.errors().page(TaskErrorFilter.of(id), new Page(1, 10));
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().additionalInfo()).isEqualTo("0:17");
    assertThat(errors.getFirst().detail()).doesNotContain("secret");
    assertThat(stores.subtasks().of(id).getFirst().state()).isEqualTo(SubtaskState.DONE);
  }

  @Test
  void aGuiltyLastObjectEndsTheSubtaskToo() {
    kind.guilty = Set.of("0:2");
    long id = planned(1);

    run(id, 0);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.DONE);
    assertThat(items(id)).isEqualTo("0,1");
  }

  @Test
  void aSubtaskWhoseObjectsAllFailFailsItsTaskAfterTheOthersHaveEnded() {
    kind.guilty =
        IntStream.range(0, 200).mapToObj(number -> "0:" + number).collect(Collectors.toSet());
    long id = planned(2, 200);

    run(id, 0);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.FAILED);
    assertThat(kind.abandoned).containsExactly(id);
    assertThat(stores.subtasks().of(id).get(0).state()).isEqualTo(SubtaskState.FAILED);
    assertThat(stores.subtasks().of(id).get(1).state()).isEqualTo(SubtaskState.DONE);
    assertThat(stores.errors().count(TaskErrorFilter.of(id))).isEqualTo(101);
    assertThat(rows("select count(*) from task_result_parts")).isZero();
  }

  @Test
  void aRetryDoesWhatFailedAndNothingElse() {
    kind.guilty = Set.of("0:1", "1:0");
    long first = planned(2);
    run(first, 0);
    finisher.finish(first);
    kind.guilty = Set.of();

    long second = tasks.retry(first, null);
    planner.plan(second);
    run(second, 0);
    finisher.finish(second);

    assertThat(state(second)).isEqualTo(TaskState.DONE);
    assertThat(stores.tasks().byId(second).orElseThrow().retryOf()).isEqualTo(first);
    assertThat(kind.plannedAgain).containsExactly(first);
    assertThatThrownBy(() -> tasks.retry(second, null))
        .isInstanceOfSatisfying(
            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_FAILED));
  }

  @Test
  void aRetryOfAFailedSubtaskGoesOnBehindItsLastChunk() {
    kind.guilty =
        IntStream.range(600, 1000).mapToObj(number -> "0:" + number).collect(Collectors.toSet());
    long first = planned(1, 1000);
    run(first, 0);
    finisher.finish(first);
    assertThat(state(first)).isEqualTo(TaskState.FAILED);
    kind.guilty = Set.of();

    long second = tasks.retry(first, null);
    planner.plan(second);
    run(second, 0);
    finisher.finish(second);

    // A hundred were passed over one by one before the subtask failed.
    assertThat(summary(second).path("count").asInt()).isEqualTo(300);
  }

  @Test
  void whatFollowsACommitIsDoneBeforeTheSubtaskEndsAndAgainAfterACrash() {
    kind.follows = true;
    long id = planned(1);
    kind.followFailures.add(new ImageStoreException("away", new IOException("away")));

    assertThatThrownBy(() -> run(id, 0)).matches(Workshop::isPassing);
    assertThat(stores.subtasks().of(id).getFirst().state()).isEqualTo(SubtaskState.IN_PROGRESS);
    assertThat(kind.followed).isEmpty();

    run(id, 0);
    finisher.finish(id);
    assertThat(kind.followed).isNotEmpty();
    assertThat(items(id)).isEqualTo("0,1,2");
  }

  @Test
  void aNodeThatStopsHandsTheRestBackAndAnotherGoesOnFromThere() {
    kind.most = 1;
    long id = planned(1);
    var asked = new int[1];

    var outcome = runner.run(new WorkQueue.Lane(id, 0), 0, () -> asked[0]++ == 2);

    assertThat(outcome).isEqualTo(LaneRunner.Outcome.HANDED_BACK);
    assertThat(kind.positions).containsExactly("start", "1");
    run(id, 0);
    finisher.finish(id);
    assertThat(items(id)).isEqualTo("0,1,2");
    assertThat(kind.positions).containsExactly("start", "1", "2");
  }

  @Test
  void whoseClaimWentToAnotherCannotWrite() {
    long id = planned(1);
    // While the first chunk runs, another node takes the lane over and does all of it.
    kind.during =
        () -> {
          kind.during = () -> {};
          var _ =
              onAnotherThread(() -> {
                run(id, 0);
                return true;
              });
        };

    assertThat(runner.run(new WorkQueue.Lane(id, 0), 0, () -> false))
        .isEqualTo(LaneRunner.Outcome.ENDED);

    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);
    finisher.finish(id);
    assertThat(items(id)).isEqualTo("0,1,2");
    assertThat(stores.tasks().byId(id).orElseThrow().partsDone()).isEqualTo(1);
  }

  @Test
  void lanesShareTheSubtasksAndTheLastOneToLeaveEndsTheTask() {
    long id = planned(2);
    kind.during =
        () -> {
          kind.during = () -> {};
          var _ =
              onAnotherThread(() -> {
                run(id, 1);
                return true;
              });
        };

    run(id, 0);

    assertThat(rows("select count(distinct lane) from subtasks")).isEqualTo(2);
    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);
  }

  @Test
  void aNodeTakesNoMoreThanItHasRoomFor() {
    long id = planned(3);
    var outcomes = new ArrayList<LaneRunner.Outcome>();
    kind.during =
        () -> {
          kind.during =
              () -> {
                kind.during = () -> {};
                outcomes.add(
                    onAnotherThread(() -> runner.run(new WorkQueue.Lane(id, 2), 0, () -> false)));
              };
          var _ =
              onAnotherThread(() -> {
                run(id, 1);
                return true;
              });
        };

    run(id, 0);

    assertThat(outcomes).containsExactly(LaneRunner.Outcome.NO_ROOM);
    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);
  }

  @Test
  void aPausedTaskBeginsNoFurtherChunkUntilItIsResumed() {
    kind.most = 1;
    long id = planned(2);
    kind.during =
        () -> {
          kind.during = () -> {};
          var _ =
              onAnotherThread(() -> {
                tasks.pause(id);
                return true;
              });
        };

    assertThat(runner.run(new WorkQueue.Lane(id, 0), 0, () -> false))
        .isEqualTo(LaneRunner.Outcome.ENDED);
    assertThat(leave(id, 0)).isFalse();
    assertThat(kind.positions).containsExactly("start");
    assertThat(stores.tasks().byId(id).orElseThrow().paused()).isTrue();
    run(id, 1);
    assertThat(kind.positions).containsExactly("start");

    tasks.resume(id);
    assertThat(leave(id, 0)).isTrue();
    run(id, 0);
    finisher.finish(id);
    assertThat(items(id)).isEqualTo("0,1,2,0,1,2");
    assertThatThrownBy(() -> tasks.pause(id))
        .isInstanceOfSatisfying(
            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_ENDED));
  }

  @Test
  void aTaskThatCollectsItsResultCanBeCancelled() {
    long id = planned(1);
    run(id, 0);
    assertThat(state(id)).isEqualTo(TaskState.COLLECTING);

    tasks.cancel(id);
    finisher.finish(id);

    assertThat(state(id)).isEqualTo(TaskState.CANCELLED);
    assertThat(kind.abandoned).containsExactly(id);
    assertThat(rows("select count(*) from blob_removals where bucket = 'task-results'"))
        .isEqualTo(1);
  }

  @Test
  void aTaskThatCannotBePlannedFailsWithARecordedError() {
    long id = tasks.create(task(-1, 3));
    var planning = new FailingTasks(workshop).guard(planner::plan);

    assertThatThrownBy(() -> planning.accept(id)).isInstanceOf(IllegalArgumentException.class);
    planning.accept(id);

    assertThat(state(id)).isEqualTo(TaskState.FAILED);
    assertThat(
            stores
                .errors()
                .count(new TaskErrorFilter(List.of(id), List.of(), Timeline.Span.ALL, null, 1)))
        .isEqualTo(1);
  }

  @Test
  void aCancelStopsBetweenTwoChunksAndTellsOfEverySubtask() {
    kind.most = 1;
    long id = planned(2);
    kind.during =
        () -> {
          kind.during = () -> {};
          var _ =
              onAnotherThread(() -> {
                tasks.cancel(id);
                return true;
              });
        };

    run(id, 0);

    assertThat(state(id)).isEqualTo(TaskState.CANCELLED);
    assertThat(stores.subtasks().of(id))
        .allSatisfy(subtask -> assertThat(subtask.state()).isEqualTo(SubtaskState.CANCELLED));
    assertThat(changes.stream().flatMap(LaneRunnerTest::words))
        .endsWith("subtask CANCELLED", "subtask CANCELLED", "task CANCELLED");
    finisher.finish(id);
    assertThat(kind.abandoned).containsExactly(id);
  }

  @Test
  void aResultGoesWhenItsTimeIsOver() {
    long id = tasks.create(task(1, 3).withTtl(2));
    planner.plan(id);
    run(id, 0);
    finisher.finish(id);
    var now = Instant.now();

    assertThat(stores.results().sweep(now.plus(Duration.ofDays(1)), 10)).isZero();
    assertThat(stores.results().summary(id, now.plus(Duration.ofDays(1)))).isPresent();
    assertThat(stores.results().summary(id, now.plus(Duration.ofDays(3)))).isEmpty();
    assertThat(stores.results().sweep(now.plus(Duration.ofDays(3)), 10)).isEqualTo(1);
    assertThat(stores.tasks().byId(id).orElseThrow().resultId()).isNull();
    assertThat(rows("select count(*) from task_result_parts")).isZero();
    assertThat(rows("select count(*) from blob_removals")).isEqualTo(1);
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
    return planned(parts, 3);
  }

  private long planned(int parts, int objects) {
    long id = tasks.create(task(parts, objects));
    assertThat(state(id)).isEqualTo(TaskState.PENDING);
    planner.plan(id);
    return id;
  }

  private static dev.luna.tasks.Task.New task(int parts, int objects) {
    return new dev.luna.tasks.Task.New(
        TaskType.GC,
        Json.MAPPER.createObjectNode().put("parts", parts).put("objects", objects),
        "",
        UUID.randomUUID(),
        null,
        null,
        null,
        null);
  }

  /** Runs a lane until it has nothing to do, and lets it go. */
  private void run(long id, int lane) {
    assertThat(runner.run(new WorkQueue.Lane(id, lane), 0, () -> false))
        .isEqualTo(LaneRunner.Outcome.ENDED);
    assertThat(leave(id, lane)).isFalse();
  }

  private boolean leave(long id, int lane) {
    return database.transaction(handle -> runner.leave(new WorkQueue.Lane(id, lane)));
  }

  private TaskState state(long id) {
    return stores.tasks().byId(id).orElseThrow().state();
  }

  private JsonNode summary(long id) {
    return stores.results().summary(id, Instant.now()).orElseThrow();
  }

  private String items(long id) {
    var out = new ByteArrayOutputStream();
    try {
      results.write(id, "items", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8).replace("\"", "");
  }

  private long rows(String query) {
    return database.query(handle -> handle.select(query).mapTo(Long.class).one());
  }

  private static Stream<String> words(Change change) {
    return switch (change) {
      case Change.OfTask ofTask -> Stream.of("task " + ofTask.task().state());
      case Change.OfSubtasks ofSubtasks ->
          ofSubtasks.subtaskIds().stream().map(_ -> "subtask " + ofSubtasks.state());
    };
  }

  /** Counts objects in each part. */
  private static final class Counting
      implements TaskKind<Counting.Content, Counting.Part, Counting.Count> {
    private final List<RuntimeException> failures = new ArrayList<>();
    private final List<RuntimeException> followFailures = new ArrayList<>();
    private final List<Long> followed = new ArrayList<>();
    private final List<Long> plannedAgain = new ArrayList<>();
    private Set<String> guilty = Set.of();
    private int most = Integer.MAX_VALUE;
    private boolean follows;
    private final List<Long> abandoned = new ArrayList<>();
    private final List<String> positions = new ArrayList<>();
    private Runnable during = () -> {};

    record Content(int parts, int objects) {}

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
      int end = (int) Math.min(work.content().objects(), here + (long) Math.min(most, work.size()));
      var items = IntStream.range(here, end).mapToObj(String::valueOf).toList();
      if (items.stream().anyMatch(item -> guilty.contains(work.part().number() + ":" + item))) {
        throw new IllegalArgumentException("secret internals");
      }
      return new Chunk<>(
          end == work.content().objects() ? null : String.valueOf(end),
          items.size(),
          new Count(items.size()),
          Map.of("items", items),
          follows,
          Duration.ZERO);
    }

    @Override
    public Forecast forecast(Content content) {
      return new Forecast(content.parts(), true, 0, 0, null, null, List.of(), List.of());
    }

    @Override
    public Plan<Part> planAgain(long taskId, Content content, Failed<Part> failed) {
      plannedAgain.add(failed.taskId());
      return new Plan<>(failed.rests(), null);
    }

    @Override
    public Optional<Culprit> culprit(Work<Content, Part> work) {
      int here = work.position() == null ? 0 : Integer.parseInt(work.position());
      return Optional.of(
          new Culprit(
              work.part().number() + ":" + here,
              here + 1 == work.content().objects() ? null : String.valueOf(here + 1)));
    }

    @Override
    public void follow(long taskId, long subtaskId, Content content) {
      if (!followFailures.isEmpty()) {
        throw followFailures.removeFirst();
      }
      followed.add(subtaskId);
    }

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
