package dev.luna.tasks.engine;

import dev.luna.db.Retry;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskErrorFilter;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskType;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What operators do with tasks. */
public final class Tasks {
  private final Workshop workshop;
  private final int lanes;

  /**
   * @param lanes how many subtasks of a task run at once, at most
   */
  public Tasks(Workshop workshop, int lanes) {
    this.workshop = workshop;
    this.lanes = lanes;
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
          workshop.tell(taskId);
          return taskId;
        });
  }

  /**
   * Content of a task that is to be created later: looked at as if it were now, with nothing
   * resolved.
   *
   * @throws CodedException if the kind refuses it
   */
  public JsonNode complete(TaskType type, JsonNode content) {
    return complete(workshop.kinds().of(type), content);
  }

  /** The task, as the open transaction sees it. */
  public Optional<Task> find(long taskId) {
    return workshop.stores().tasks().byId(taskId);
  }

  /**
   * What a task would do now.
   *
   * @throws CodedException if the kind refuses the content
   */
  public Forecast forecast(TaskType type, JsonNode content) {
    return forecast(workshop.kinds().of(type), content);
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
   * Lets no further chunk of a task begin until it is resumed.
   *
   * @throws CodedException TASK_NOT_FOUND, or TASK_ENDED
   */
  public void pause(long taskId) {
    setPaused(taskId, true);
  }

  /**
   * Lets a task that was paused go on.
   *
   * @throws CodedException TASK_NOT_FOUND, or TASK_ENDED
   */
  public void resume(long taskId) {
    setPaused(taskId, false);
  }

  /**
   * Stores a task that does again what failed in an ended one, under the same policies.
   *
   * @throws CodedException TASK_NOT_FOUND, or NOTHING_FAILED
   */
  public long retry(long taskId, @Nullable UUID accountId) {
    return workshop
        .database()
        .transaction(handle -> {
          var task = found(workshop.stores().tasks().lock(taskId), taskId);
          refuseWithoutFailures(task);
          long retry =
              workshop
                  .stores()
                  .tasks()
                  .insert(
                      new Task.New(
                          task.type(),
                          task.content(),
                          task.description(),
                          accountId,
                          null,
                          task.notificationPolicy(),
                          task.resultTtl(),
                          taskId),
                      workshop.now());
          workshop.queue().plan(retry);
          workshop.tell(retry);
          return retry;
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
      workshop.stores().results().remove(taskId);
      tasks.delete(taskId);
    });
    return task.isPresent();
  }

  private void stop(Task task) {
    workshop.cancelSubtasks(task);
    workshop.move(task, TaskState.Event.CANCEL);
  }

  private void setPaused(long taskId, boolean paused) {
    workshop
        .database()
        .inTransaction(handle -> {
          var task = found(workshop.stores().tasks().lock(taskId), taskId);
          if (!workshop.stores().tasks().setPaused(taskId, paused, workshop.now())) {
            throw new CodedException(ErrorCode.TASK_ENDED, taskId, task.state().number());
          }
          if (task.state() == TaskState.IN_PROGRESS && !paused) {
            workshop.queue().run(taskId, Math.clamp(task.partsAll(), 1, lanes));
          }
          if (task.paused() != paused) {
            workshop.tell(taskId);
          }
        });
  }

  private void refuseWithoutFailures(Task task) {
    boolean hasFailures =
        task.state() == TaskState.FAILED
            || (task.state() == TaskState.DONE
                && workshop.stores().errors().count(TaskErrorFilter.of(task.taskId())) > 0);
    if (!hasFailures) {
      throw new CodedException(ErrorCode.NOTHING_FAILED, task.taskId(), task.state().number());
    }
  }

  private <C> Forecast forecast(TaskKind<C, ?, ?> kind, JsonNode content) {
    return kind.forecast(kind.accept(Kinds.content(kind, content), workshop.now()));
  }

  private static Task found(Optional<Task> task, long taskId) {
    return task.orElseThrow(() -> new CodedException(ErrorCode.TASK_NOT_FOUND, taskId));
  }

  private <C> JsonNode accept(TaskKind<C, ?, ?> kind, JsonNode content) {
    return Json.MAPPER.valueToTree(kind.accept(Kinds.content(kind, content), workshop.now()));
  }

  private <C> JsonNode complete(TaskKind<C, ?, ?> kind, JsonNode content) {
    var read = Kinds.content(kind, content);
    kind.accept(read, workshop.now());
    return Json.MAPPER.valueToTree(read);
  }

  private static <C> void abandon(TaskKind<C, ?, ?> kind, Task task) {
    kind.abandon(task.taskId(), Kinds.content(kind, task.content()));
  }
}
