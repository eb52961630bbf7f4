package dev.luna.tasks.engine;

import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Is told of the work of this node after it was committed, on the thread that did it: must be
 * quick.
 */
public interface WorkListener {
  /** Does not listen. */
  WorkListener NONE = new WorkListener() {};

  /** A chunk was done. */
  default void worked(TaskType type, long objects, Duration time) {}

  /** A subtask came to its end here. */
  default void ended(Ended subtask) {}

  /**
   * A subtask with its end.
   *
   * @param objects that it handled
   * @param time that its chunks took, on whichever nodes
   * @param errors how many were recorded, by their code
   */
  record Ended(
      long taskId,
      long subtaskId,
      TaskType type,
      SubtaskState state,
      long objects,
      Duration time,
      Map<Integer, Long> errors) {}

  /** Tells several, in this order. */
  static WorkListener all(List<? extends WorkListener> listeners) {
    var all = List.copyOf(listeners);
    return new WorkListener() {
      @Override
      public void worked(TaskType type, long objects, Duration time) {
        all.forEach(listener -> listener.worked(type, objects, time));
      }

      @Override
      public void ended(Ended subtask) {
        all.forEach(listener -> listener.ended(subtask));
      }
    };
  }
}
