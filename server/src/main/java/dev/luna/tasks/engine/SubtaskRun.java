package dev.luna.tasks.engine;

import dev.luna.json.Json;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Claim;
import dev.luna.tasks.SubtaskProgress;
import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.Summary;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.Work;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a claimed subtask chunk by chunk. Each chunk is one transaction with its effect, its items
 * of the result and the cursor; the cursor is written under the epoch of the claim, so that a node
 * whose claim went to another one can run on, but cannot write.
 */
final class SubtaskRun<C, P, S extends Summary<S>> {
  private static final Logger LOG = LoggerFactory.getLogger(SubtaskRun.class);

  /** So many objects in a row that fail one by one mean that it is not about them. */
  private static final int MOST_CULPRITS_IN_A_ROW = 100;

  private final Workshop workshop;
  private final SubtaskTools tools;
  private final TaskKind<C, P, S> kind;
  private final Claim claim;
  private final LaneRunner.Succession succession;
  private final C content;
  private final P part;
  private final ChunkSize size;
  private S sum;
  private SubtaskProgress progress;
  private boolean isPaused;
  private boolean hasEnded;
  private SubtaskState state = SubtaskState.IN_PROGRESS;
  private boolean mayHaveItems;
  private boolean mayHaveFollowing;
  private int culpritsInARow;
  private Optional<Claim> next = Optional.empty();

  SubtaskRun(
      Workshop workshop,
      SubtaskTools tools,
      TaskKind<C, P, S> kind,
      Task task,
      Claim claim,
      LaneRunner.Succession succession) {
    this.workshop = workshop;
    this.tools = tools;
    this.kind = kind;
    this.claim = claim;
    this.succession = succession;
    this.content = Kinds.content(kind, task.content());
    this.part = Json.MAPPER.treeToValue(claim.part(), kind.partType());
    this.progress = claim.progress();
    this.sum = Kinds.summary(kind, progress.summary());
    this.size = succession.size();
    this.mayHaveItems = claim.isTakenOver();
    this.mayHaveFollowing = claim.isTakenOver();
  }

  /** How a run ended. */
  enum Outcome {
    ENDED,
    /** Nothing more is to be done now: somebody else has a say in what comes. */
    PAUSED,
    INTERRUPTED
  }

  /** The subtask that the lane got in the transaction that ended this one. */
  Optional<Claim> next() {
    return next;
  }

  /** What there is to tell of the subtask after its end. */
  WorkListener.Ended ended(TaskType type) {
    return new WorkListener.Ended(
        claim.taskId(),
        claim.subtaskId(),
        type,
        state,
        progress.handled(),
        progress.reading().plus(progress.changing()).plus(progress.following()),
        workshop.stores().errors().countByCode(claim.subtaskId()));
  }

  /**
   * @throws LostClaimException if the subtask ended or went to another node meanwhile
   * @throws RuntimeException if it cannot be done, now or ever
   */
  Outcome run(BooleanSupplier interrupted) {
    try {
      return runChunks(interrupted);
    } finally {
      kind.release(claim.subtaskId());
    }
  }

  private Outcome runChunks(BooleanSupplier interrupted) {
    while (!progress.exhausted()) {
      follow();
      if (interrupted.getAsBoolean()) {
        return Outcome.INTERRUPTED;
      }
      long start = System.nanoTime();
      runChunk();
      rest(Duration.ofNanos(System.nanoTime() - start));
      if (isPaused && !hasEnded) {
        return Outcome.PAUSED;
      }
    }
    if (!hasEnded) {
      follow();
      finish();
    }
    return Outcome.ENDED;
  }

  /** Ends the subtask as failed. */
  void fail(RuntimeException failure) {
    workshop
        .database()
        .inTransaction(handle -> {
          var _ = workshop.stores().tasks().lock(claim.taskId());
          workshop.record(claim.taskId(), claim.subtaskId(), null, failure);
          end(SubtaskState.Event.FAIL, progress, null);
        });
  }

  private void runChunk() {
    var work =
        new Work<>(
            claim.taskId(), claim.subtaskId(), content, part, progress.position(), size.next());
    long start = System.nanoTime();
    kind.prepare(work);
    var preparation = Duration.ofNanos(System.nanoTime() - start);
    Chunk<S> chunk;
    try {
      chunk =
          workshop
              .database()
              .transaction(handle -> commit(kind.run(work).prepared(preparation), start));
    } catch (LostClaimException e) {
      throw e;
    } catch (RuntimeException e) {
      if (Workshop.isPassing(e)) {
        throw e;
      }
      hasEnded = false;
      narrow(work, e);
      return;
    }
    culpritsInARow = 0;
    var time = Duration.ofNanos(System.nanoTime() - start);
    if (chunk.handled() >= work.size()) {
      size.took(time);
    }
    tools.listener().worked(kind.type(), chunk.handled(), time);
    progress = after(chunk, time);
    sum = sum.plus(chunk.summary());
    mayHaveItems |= hasItems(chunk);
    mayHaveFollowing |= chunk.follows();
  }

  /** Writes what a chunk did; the last one ends the subtask where nothing is left to do. */
  private Chunk<S> commit(Chunk<S> chunk, long start) {
    workshop.stores().results().append(claim.taskId(), claim.subtaskId(), chunk.items());
    var after = after(chunk, Duration.ofNanos(System.nanoTime() - start));
    boolean hasRest = mayHaveItems || hasItems(chunk) || mayHaveFollowing || chunk.follows();
    if (after.exhausted() && !hasRest) {
      end(SubtaskState.Event.FINISH, after, null);
    } else {
      write(after);
    }
    return chunk;
  }

  private SubtaskProgress after(Chunk<S> chunk, Duration time) {
    return progress.plus(chunk, Json.MAPPER.valueToTree(sum.plus(chunk.summary())), time);
  }

  private static boolean hasItems(Chunk<?> chunk) {
    return chunk.items().values().stream().anyMatch(items -> !items.isEmpty());
  }

  /** Looks for the object that makes chunks fail; that one is recorded and passed over. */
  private void narrow(Work<C, P> work, RuntimeException failure) {
    if (work.size() > 1) {
      size.failed();
      return;
    }
    if (++culpritsInARow > MOST_CULPRITS_IN_A_ROW) {
      throw failure;
    }
    var culprit = workshop.database().transaction(handle -> kind.culprit(work)).orElse(null);
    if (culprit == null) {
      throw failure;
    }
    LOG.warn("object {} of task {} is passed over", culprit.id(), claim.taskId(), failure);
    workshop
        .database()
        .inTransaction(handle -> {
          workshop.record(claim.taskId(), claim.subtaskId(), culprit.id(), failure);
          write(progress.past(culprit));
        });
    progress = progress.past(culprit);
  }

  private void write(SubtaskProgress after) {
    switch (workshop.stores().claims().advance(claim, after)) {
      case OK -> isPaused = false;
      case PAUSED -> isPaused = true;
      case LOST -> throw new LostClaimException();
    }
  }

  private void follow() {
    if (mayHaveFollowing) {
      long start = System.nanoTime();
      kind.follow(claim.taskId(), claim.subtaskId(), content);
      progress = progress.followed(Duration.ofNanos(System.nanoTime() - start));
      mayHaveFollowing = false;
    }
  }

  /** Stores the items and ends the subtask. */
  private void finish() {
    Map<String, String> parts = mayHaveItems ? tools.results().publish(claim) : Map.of();
    workshop
        .database()
        .inTransaction(handle -> {
          workshop.stores().results().replaceBlocks(claim.taskId(), claim.subtaskId(), parts);
          end(SubtaskState.Event.FINISH, progress, parts.isEmpty() ? null : tools.ids().get());
        });
  }

  private void end(SubtaskState.Event event, SubtaskProgress last, @Nullable UUID resultId) {
    if (!workshop.stores().claims().end(claim, event, last, resultId, workshop.now())) {
      throw new LostClaimException();
    }
    workshop.tell(claim.taskId(), claim.subtaskId(), SubtaskState.IN_PROGRESS.next(event));
    next = succession.next();
    state = SubtaskState.IN_PROGRESS.next(event);
    hasEnded = true;
  }

  private void rest(Duration busy) {
    var rest = tools.foreground().rest(busy).plusMillis(tools.config().chunkPause());
    if (rest.isZero()) {
      return;
    }
    try {
      Thread.sleep(rest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
