package dev.luna.tasks.engine;

import dev.luna.db.Retry;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What operators do with tasks. */
public final class Tasks {
  private final Workshop workshop;

  public Tasks(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * Stores a task and queues its planning.
   *
   * @throws CodedException if the kind refuses the content
   */
  public long create(Task.New task) {
    var accepted = accept(workshop.kinds().of(task.type()), task.content());
    return workshop
        .database()
        .transaction(handle -> {
          long taskId =
              workshop.stores().tasks().insert(task.withContent(accepted), workshop.now());
          workshop.queue().plan(taskId);
          return taskId;
        });
  }

  /**
   * Stops a task; what it has done stays done.
   *
   * @throws CodedException TASK_NOT_FOUND, or TASK_NOT_CANCELLABLE if it has ended
   */
  public void cancel(long taskId) {
    workshop
        .database()
        .inTransaction(handle -> {
          var task = found(workshop.stores().tasks().lock(taskId), taskId);
          if (task.state().isFinal()) {
            throw new CodedException(ErrorCode.TASK_NOT_CANCELLABLE, taskId, task.state().number());
          }
          stop(task);
          if (task.state() != TaskState.COLLECTING) {
            // A task that collects its result has this entry in the queue already.
            workshop.queue().finish(taskId);
          }
        });
  }

  /**
   * Removes a task with its subtasks, errors and result; a running one is cancelled first.
   *
   * @throws CodedException TASK_NOT_FOUND
   */
  public void delete(long taskId) {
    // First the stop, as a commit of its own: chunks that run lose their claim and let go of their
    // locks, for which the tidying up would otherwise wait while they wait for it.
    workshop
        .database()
        .inTransaction(handle -> {
          var task = found(workshop.stores().tasks().lock(taskId), taskId);
          if (!task.state().isFinal()) {
            stop(task);
          }
        });
    var _ = Retry.whileTransient(() -> workshop.database().transaction(handle -> remove(taskId)));
  }

  private boolean remove(long taskId) {
    var tasks = workshop.stores().tasks();
    var task = tasks.lockForRemoval(taskId);
    task.ifPresent(found -> {
      abandon(workshop.kinds().of(found.type()), found);
      tasks.delete(taskId);
    });
    return task.isPresent();
  }

  private void stop(Task task) {
    workshop.stores().subtasks().cancelOf(task.taskId(), workshop.now());
    workshop
        .stores()
        .tasks()
        .move(task.taskId(), task.state(), TaskState.Event.CANCEL, workshop.now());
  }

  private static Task found(Optional<Task> task, long taskId) {
    return task.orElseThrow(() -> new CodedException(ErrorCode.TASK_NOT_FOUND, taskId));
  }

  private <C> JsonNode accept(TaskKind<C, ?, ?> kind, JsonNode content) {
    return Json.MAPPER.valueToTree(kind.accept(Kinds.content(kind, content), workshop.now()));
  }

  private static <C> void abandon(TaskKind<C, ?, ?> kind, Task task) {
    kind.abandon(task.taskId(), Kinds.content(kind, task.content()));
  }
}
