package dev.luna.tasks.engine;

import dev.luna.db.Database;
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
        if (!Database.isTransient(e)) {
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
    workshop.record(task.taskId(), null, failure);
    workshop.stores().subtasks().cancelOf(task.taskId(), workshop.now());
    workshop
        .stores()
        .tasks()
        .move(task.taskId(), task.state(), TaskState.Event.FAIL, workshop.now());
  }
}
