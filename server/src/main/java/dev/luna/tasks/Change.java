package dev.luna.tasks;

import java.time.Instant;
import java.util.List;

/** A task, or some of its subtasks, have another state. */
public sealed interface Change {
  long taskId();

  Instant time();

  /**
   * A task changed.
   *
   * @param task as it is after the change; its row is locked
   */
  record OfTask(Task task, Instant time) implements Change {
    @Override
    public long taskId() {
      return task.taskId();
    }
  }

  /** Subtasks changed, all to the same state. */
  record OfSubtasks(long taskId, List<Long> subtaskIds, SubtaskState state, Instant time)
      implements Change {
    public OfSubtasks {
      subtaskIds = List.copyOf(subtaskIds);
    }
  }

  /** Told of changes inside the transaction that makes them. */
  @FunctionalInterface
  interface Listener {
    void changed(Change change);

    /** Tells several, in this order. */
    static Listener all(List<Listener> listeners) {
      var all = List.copyOf(listeners);
      return change -> all.forEach(listener -> listener.changed(change));
    }
  }
}
