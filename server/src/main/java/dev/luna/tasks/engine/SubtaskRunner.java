package dev.luna.tasks.engine;

import dev.luna.config.TasksConfig;
import dev.luna.db.Database;
import dev.luna.json.Json;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.SubtaskStore.Claim;
import dev.luna.tasks.Summary;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.Work;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a subtask chunk by chunk. Each chunk is one transaction with its effect, its items of the
 * result and the cursor; the cursor is written under the epoch of the claim, so that a node whose
 * claim went to another one can run on, but cannot write.
 */
final class SubtaskRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SubtaskRunner.class);

  private final Workshop workshop;
  private final TasksConfig config;

  SubtaskRunner(Workshop workshop, TasksConfig config) {
    this.workshop = workshop;
    this.config = config;
  }

  /** How a run ended. */
  enum Outcome {
    /** Nothing is left to do here: finished, failed, cancelled, or somebody else has it. */
    ENDED,
    /** This node is stopping; the rest is for another one. */
    HANDED_BACK
  }

  /** Thrown inside a chunk's transaction to undo it: the subtask belongs to somebody else now. */
  private static final class LostClaimException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @throws RuntimeException if it should be tried again later
   */
  Outcome run(long subtaskId, BooleanSupplier stopping) {
    var claim = workshop.stores().subtasks().claim(subtaskId);
    if (claim.isEmpty()) {
      return Outcome.ENDED;
    }
    try {
      return run(claim.get(), stopping);
    } catch (LostClaimException e) {
      LOG.info("subtask {} was cancelled or is run by another node now", subtaskId);
      return Outcome.ENDED;
    }
  }

  private Outcome run(Claim claim, BooleanSupplier stopping) {
    var task = workshop.stores().tasks().byId(claim.taskId()).orElseThrow(LostClaimException::new);
    try {
      return runChunks(workshop.kinds().of(task.type()), task, claim, stopping);
    } catch (LostClaimException e) {
      throw e;
    } catch (RuntimeException e) {
      if (Database.isTransient(e)) {
        throw e;
      }
      fail(claim, e);
      return Outcome.ENDED;
    }
  }

  private <C, P, S extends Summary<S>> Outcome runChunks(
      TaskKind<C, P, S> kind, Task task, Claim claim, BooleanSupplier stopping) {
    C content = Kinds.content(kind, task.content());
    P part = Json.MAPPER.treeToValue(claim.part(), kind.partType());
    S sum = Kinds.summary(kind, claim.summary());
    var size = new ChunkSize(Duration.ofMillis(config.chunkTarget()), config.maxChunkSize());
    String position = claim.position();
    do {
      if (stopping.getAsBoolean()) {
        return Outcome.HANDED_BACK;
      }
      var work = new Work<>(task.taskId(), claim.subtaskId(), content, part, position, size.next());
      S before = sum;
      long start = System.nanoTime();
      var chunk = workshop.database().transaction(handle -> runChunk(kind, work, claim, before));
      if (chunk.handled() >= work.size()) {
        size.took(Duration.ofNanos(System.nanoTime() - start));
      }
      sum = sum.plus(chunk.summary());
      position = chunk.position();
      rest();
    } while (position != null);
    return Outcome.ENDED;
  }

  private <C, P, S extends Summary<S>> Chunk<S> runChunk(
      TaskKind<C, P, S> kind, Work<C, P> work, Claim claim, S before) {
    var chunk = kind.run(work);
    var stores = workshop.stores();
    boolean isLast = chunk.position() == null;
    // The task's row is locked before its subtask's, here as everywhere, or two could wait in a
    // ring.
    var task = isLast ? lockTask(claim) : null;
    stores.results().append(claim.taskId(), claim.subtaskId(), chunk.items());
    var sum = Json.MAPPER.valueToTree(before.plus(chunk.summary()));
    if (!stores.subtasks().advance(claim, chunk.position(), sum)) {
      throw new LostClaimException();
    }
    if (task != null) {
      end(task, claim, SubtaskState.Event.FINISH);
    }
    return chunk;
  }

  private void fail(Claim claim, RuntimeException failure) {
    LOG.error("subtask {} failed and is not tried again", claim.subtaskId(), failure);
    workshop
        .database()
        .inTransaction(handle -> {
          var task = lockTask(claim);
          workshop.record(claim.taskId(), claim.subtaskId(), failure);
          end(task, claim, SubtaskState.Event.FAIL);
        });
  }

  private Task lockTask(Claim claim) {
    return workshop.stores().tasks().lock(claim.taskId()).orElseThrow(LostClaimException::new);
  }

  /** Ends the subtask and, if it was the last one, the work of its task, which is locked. */
  private void end(Task task, Claim claim, SubtaskState.Event event) {
    var stores = workshop.stores();
    if (!stores.subtasks().end(claim, event, workshop.now())) {
      throw new LostClaimException();
    }
    if (event == SubtaskState.Event.FINISH) {
      stores.tasks().partDone(claim.taskId(), workshop.now());
    }
    if (task.state() == TaskState.IN_PROGRESS && stores.subtasks().countOpen(task.taskId()) == 0) {
      stores.tasks().move(task.taskId(), task.state(), TaskState.Event.WORKED, workshop.now());
      workshop.queue().finish(task.taskId());
    }
  }

  private void rest() {
    if (config.chunkPause() == 0) {
      return;
    }
    try {
      Thread.sleep(Duration.ofMillis(config.chunkPause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
