package dev.luna.tasks.engine;

import dev.luna.json.Json;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Plan;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;

/** Cuts a pending task into subtasks. */
final class Planner {
  private final Workshop workshop;
  private final int lanes;

  /**
   * @param lanes how many subtasks of a task run at once, at most
   */
  Planner(Workshop workshop, int lanes) {
    this.workshop = workshop;
    this.lanes = lanes;
  }

  /** Plans a task in one transaction; does nothing if it is not pending any more. */
  void plan(long taskId) {
    workshop.withLocked(
        taskId,
        task -> {
          if (task.state() == TaskState.PENDING) {
            plan(workshop.kinds().of(task.type()), task);
          }
        });
  }

  private <C, P> void plan(TaskKind<C, P, ?> kind, Task task) {
    var plan = cut(kind, Kinds.content(kind, task.content()), task);
    workshop.add(task.taskId(), plan);
    workshop.move(task, TaskState.Event.PLANNED);
    // Also without parts: the lane that finds nothing to do ends the work on the task.
    workshop.queue().run(task.taskId(), Math.clamp(plan.parts().size(), 1, lanes));
  }

  private <C, P> Plan<P> cut(TaskKind<C, P, ?> kind, C content, Task task) {
    Long failed = task.retryOf();
    if (failed == null) {
      return kind.plan(task.taskId(), content);
    }
    var rests =
        workshop.stores().subtasks().failedRests(failed).stream()
            .map(rest ->
                new Plan.Part<>(
                    Json.MAPPER.treeToValue(rest.part(), kind.partType()), rest.position()))
            .toList();
    return kind.planAgain(task.taskId(), content, new Failed<>(failed, rests));
  }
}
