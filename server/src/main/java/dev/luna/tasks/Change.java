package dev.luna.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task, or one of its subtasks, has another state.
 *
 * @param task as it is after the change
 * @param subtask what changed; null if it was the task itself
 */
public record Change(Task task, @Nullable OfSubtask subtask, Instant time) {
  /** A subtask and its new state. */
  public record OfSubtask(long subtaskId, SubtaskState state) {}

  /** Told of changes inside the transaction that makes them. */
  @FunctionalInterface
  public interface Listener {
    /**
     * The task's row is locked if the task itself changes, or if its policy asks for notifications
     * of subtasks.
     */
    void changed(Change change);
  }
}
