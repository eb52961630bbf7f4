package dev.luna.tasks.engine;

import dev.luna.json.Json;
import dev.luna.tasks.Plan;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Cuts a pending task into subtasks. */
final class Planner {
  private final Workshop workshop;

  Planner(Workshop workshop) {
    this.workshop = workshop;
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

  private <C> void plan(TaskKind<C, ?, ?> kind, Task task) {
    List<JsonNode> parts =
        kind.plan(task.taskId(), Kinds.content(kind, task.content())).parts().stream()
            .map(Plan.Part::part)
            .map(Json.MAPPER::<JsonNode>valueToTree)
            .toList();
    var tasks = workshop.stores().tasks();
    tasks.planned(task.taskId(), parts.size());
    tasks.move(task.taskId(), TaskState.PENDING, TaskState.Event.PLANNED, workshop.now());
    if (parts.isEmpty()) {
      tasks.move(task.taskId(), TaskState.IN_PROGRESS, TaskState.Event.WORKED, workshop.now());
      workshop.queue().finish(task.taskId());
    } else {
      workshop
          .queue()
          .run(workshop.stores().subtasks().insert(task.taskId(), parts, workshop.now()));
    }
  }
}
