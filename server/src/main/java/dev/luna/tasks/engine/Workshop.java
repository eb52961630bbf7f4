package dev.luna.tasks.engine;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.extraction.ExtractorException;
import dev.luna.imagestore.ImageStoreException;
import dev.luna.json.Json;
import dev.luna.tasks.Change;
import dev.luna.tasks.Plan;
import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStores;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What every part of the engine works with. */
public record Workshop(
    Database database,
    TaskStores stores,
    Kinds kinds,
    WorkQueue queue,
    Change.Listener listener,
    InstantSource clock) {

  /** Whether {@code failure} has a reason outside that may pass by itself. */
  static boolean isPassing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ImageStoreException || cause instanceof ExtractorException) {
        return true;
      }
    }
    return Database.isTransient(failure);
  }

  /**
   * Writes a failure down as an error of the task; what nobody foresaw keeps its words to the log.
   *
   * @param objectId null where it is not about one object
   */
  void record(
      long taskId, @Nullable Long subtaskId, @Nullable String objectId, RuntimeException failure) {
    var coded = coded(failure);
    stores.errors().insert(taskId, subtaskId, coded.code(), coded.detail(), objectId, now());
  }

  /** Stores subtasks of a task that the caller has locked. */
  void add(long taskId, Plan<?> plan) {
    var parts =
        plan.parts().stream()
            .map(part ->
                new Plan.Part<JsonNode>(Json.MAPPER.valueToTree(part.part()), part.position()))
            .toList();
    stores.tasks().planned(taskId, parts.size(), plan.objects());
    stores.subtasks().insert(taskId, parts, now());
  }

  /** Does {@code work} in a transaction that holds the task, if there is still such a task. */
  void withLocked(long taskId, Consumer<Task> work) {
    database.inTransaction(handle -> stores.tasks().lock(taskId).ifPresent(work));
  }

  /** Moves a task, which the caller has locked, and tells of it. */
  void move(Task task, TaskState.Event event) {
    stores.tasks().move(task.taskId(), task.state(), event, now());
    tell(task.taskId());
  }

  /** Gives a task, which the caller has locked, its result, and tells that it is done. */
  void collected(Task task, UUID resultId, JsonNode result) {
    stores.tasks().move(task.taskId(), task.state(), TaskState.Event.COLLECTED, now());
    stores.tasks().setResult(task.taskId(), resultId, result);
    tell(task.taskId());
  }

  /** Ends what has not ended of a task that the caller has locked, and tells of it. */
  void cancelSubtasks(Task task) {
    var cancelled = stores.subtasks().cancelOf(task.taskId(), now());
    if (!cancelled.isEmpty()) {
      listener.changed(
          new Change.OfSubtasks(task.taskId(), cancelled, SubtaskState.CANCELLED, now()));
    }
  }

  /** Tells that a subtask has another state. */
  void tell(long taskId, long subtaskId, SubtaskState state) {
    listener.changed(new Change.OfSubtasks(taskId, List.of(subtaskId), state, now()));
  }

  /** Tells that a task has another state. */
  void tell(long taskId) {
    stores.tasks().byId(taskId).ifPresent(task -> listener.changed(new Change.OfTask(task, now())));
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static CodedException coded(RuntimeException failure) {
    if (failure instanceof CodedException known) {
      return known;
    }
    if (failure instanceof ExtractorException away) {
      return new CodedException(ErrorCode.EXTRACTION_DISABLED, String.valueOf(away.getMessage()));
    }
    if (Database.isTransient(failure)) {
      return new CodedException(ErrorCode.DATABASE);
    }
    return new CodedException(isPassing(failure) ? ErrorCode.IMAGE_STORE_AWAY : ErrorCode.UNKNOWN);
  }
}
