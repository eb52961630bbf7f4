package dev.luna.tasks.engine;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskStores;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What every part of the engine works with. */
public record Workshop(
    Database database, TaskStores stores, Kinds kinds, WorkQueue queue, InstantSource clock) {

  /**
   * Writes a failure down as an error of the task; what nobody foresaw keeps its words to the log.
   */
  void record(long taskId, @Nullable Long subtaskId, RuntimeException failure) {
    var coded =
        failure instanceof CodedException known ? known : new CodedException(ErrorCode.UNKNOWN);
    stores.errors().insert(taskId, subtaskId, coded.code(), coded.detail(), now());
  }

  /** Does {@code work} in a transaction that holds the task, if there is still such a task. */
  void withLocked(long taskId, Consumer<Task> work) {
    database.inTransaction(handle -> stores.tasks().lock(taskId).ifPresent(work));
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
