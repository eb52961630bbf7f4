package dev.luna.tasks.engine;

import dev.luna.tasks.Task;
import dev.luna.tasks.TaskState;
import java.util.function.LongConsumer;

/** Ends tasks that cannot be planned or finished, whatever the reason, so that none hangs. */
final class FailingTasks {
  private final Workshop workshop;

  FailingTasks(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * The same work; if it fails for a lasting reason, the task fails with a recorded error. The
   * failure is thrown on all the same: the next try finds the task failed and tidies up.
   */
  LongConsumer guard(LongConsumer work) {
    return taskId -> {
      try {
        work.accept(taskId);
      } catch (RuntimeException e) {
        if (!Workshop.isPassing(e)) {
          fail(taskId, e);
        }
        throw e;
      }
    };
  }

  private void fail(long taskId, RuntimeException failure) {
    workshop.withLocked(
        taskId,
        task -> {
          if (!task.state().isFinal()) {
            fail(task, failure);
          }
        });
  }

  private void fail(Task task, RuntimeException failure) {
    workshop.record(task.taskId(), null, null, failure);
    workshop.cancelSubtasks(task);
    workshop.move(task, TaskState.Event.FAIL);
  }
}
