package dev.luna.tasks.engine;

import dev.luna.tasks.Summary;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import java.util.UUID;
import java.util.function.Supplier;

/** Ends a task whose subtasks have ended: adds up its result, or tidies up where it has none. */
final class Finisher {
  private final Workshop workshop;
  private final Supplier<UUID> ids;

  Finisher(Workshop workshop, Supplier<UUID> ids) {
    this.workshop = workshop;
    this.ids = ids;
  }

  void finish(long taskId) {
    workshop.withLocked(taskId, task -> finish(workshop.kinds().of(task.type()), task));
  }

  private <C, S extends Summary<S>> void finish(TaskKind<C, ?, S> kind, Task task) {
    C content = Kinds.content(kind, task.content());
    if (task.state() == TaskState.COLLECTING) {
      if (workshop.stores().subtasks().countFailed(task.taskId()) > 0) {
        tidyUp(kind, task, content);
        workshop.move(task, TaskState.Event.FAIL);
      } else {
        collect(kind, task, content);
      }
    } else if (task.state().isFinal() && task.state() != TaskState.DONE) {
      tidyUp(kind, task, content);
    }
  }

  private <C, S extends Summary<S>> void collect(TaskKind<C, ?, S> kind, Task task, C content) {
    S sum =
        workshop.stores().subtasks().summaries(task.taskId()).stream()
            .map(stored -> Kinds.summary(kind, stored))
            .reduce(kind.empty(), Summary::plus);
    var result = kind.finish(task.taskId(), content, sum);
    workshop.collected(task, ids.get(), result);
  }

  private <C> void tidyUp(TaskKind<C, ?, ?> kind, Task task, C content) {
    kind.abandon(task.taskId(), content);
    workshop.stores().results().remove(task.taskId());
  }
}
