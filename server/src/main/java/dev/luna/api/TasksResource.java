package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import dev.luna.tasks.Subtask;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskFilter;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.engine.Tasks;
import dev.luna.tasks.notifications.Policies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Operations 22 to 26 and 32: tasks and their subtasks. */
public final class TasksResource implements Resource {
  private final Tasks tasks;
  private final TaskStores stores;
  private final Audit audit;

  /**
   * @param audit in the database of {@code tasks}
   */
  public TasksResource(Tasks tasks, TaskStores stores, Audit audit) {
    this.tasks = tasks;
    this.stores = stores;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/tasks", Access.ADMIN, this::page),
        new Route("GET", "/4/tasks/count", Access.ADMIN, this::count),
        new Route("GET", "/4/tasks/{task_id}", Access.ADMIN, this::get),
        new Route("PATCH", "/4/tasks/{task_id}", Access.ADMIN, this::act),
        new Route("DELETE", "/4/tasks/{task_id}", Access.ADMIN, this::delete),
        new Route("POST", "/4/tasks/{task_id}/retry", Access.ADMIN, this::retry),
        new Route("GET", "/4/tasks/{task_id}/subtasks", Access.ADMIN, this::subtasks));
  }

  private Reply page(Request request) {
    var page = stores.tasks().page(filter(request), request.page());
    return Reply.json(new TasksReply(page.stream().map(TaskReply::of).toList()));
  }

  private Reply count(Request request) {
    return Reply.json(Map.of("count", stores.tasks().count(filter(request))));
  }

  private Reply get(Request request) {
    return Reply.json(TaskReply.of(find(stores.tasks(), request.number("task_id"))));
  }

  private Reply act(Request request) {
    long taskId = request.number("task_id");
    return audit.done(
        request,
        () -> {
          tasks.find(taskId).map(TasksResource::traced).ifPresent(request.trail()::from);
          switch (request.text("action").orElse("cancel")) {
            case "pause" -> tasks.pause(taskId);
            case "resume" -> tasks.resume(taskId);
            default -> tasks.cancel(taskId);
          }
          tasks.find(taskId).map(TasksResource::traced).ifPresent(request.trail()::to);
        });
  }

  private Reply retry(Request request) {
    return audit.within(
        request,
        () -> {
          long taskId = tasks.retry(request.number("task_id"), request.account().accountId());
          return created(tasks, taskId, request);
        });
  }

  private Reply delete(Request request) {
    long taskId = request.number("task_id");
    tasks.find(taskId).map(TasksResource::traced).ifPresent(request.trail()::from);
    // In transactions of its own, so this is written down after it.
    tasks.delete(taskId);
    return Reply.empty(204);
  }

  /** The reply to a request that has created a task. */
  static Reply created(Tasks tasks, long taskId, Request request) {
    tasks.find(taskId).map(TasksResource::traced).ifPresent(request.trail()::to);
    return Reply.json(202, Map.of("task_id", taskId)).with("Location", "/4/tasks/" + taskId);
  }

  /** For the audit log: addresses in a policy of notifications may hold secrets. */
  private static JsonNode traced(Task task) {
    var state = Json.MAPPER.valueToTree(TaskReply.of(task)).asObject();
    state.remove("notification_policy");
    return state;
  }

  private Reply subtasks(Request request) {
    var task = find(stores.tasks(), request.number("task_id"));
    var subtasks = stores.subtasks().of(task.taskId()).stream().map(SubtaskReply::of).toList();
    return Reply.json(new SubtasksReply(subtasks));
  }

  /**
   * @throws CodedException TASK_NOT_FOUND
   */
  static Task find(TaskStore tasks, long taskId) {
    return tasks
        .byId(taskId)
        .orElseThrow(() -> new CodedException(ErrorCode.TASK_NOT_FOUND, taskId));
  }

  private static TaskFilter filter(Request request) {
    return new TaskFilter(
        request.numbers("task_ids"),
        request.optionalUuid("account_id").orElse(null),
        request.time("create_time__gte").orElse(null),
        request.time("create_time__lt").orElse(null),
        request.time("end_time__gte").orElse(null),
        request.time("end_time__lt").orElse(null),
        request.optionalNumber("task_type").map(type -> TaskType.of(type.intValue())).orElse(null),
        request
            .optionalNumber("task_status")
            .map(state -> TaskState.of(state.intValue()))
            .orElse(null),
        request.optionalNumber("schedule_id").orElse(null));
  }

  private record TasksReply(List<TaskReply> tasks) {}

  private record TaskReply(
      long taskId,
      int taskType,
      int taskStatus,
      JsonNode content,
      Instant createTime,
      @Nullable Instant endTime,
      Instant lastUpdateTime,
      @Nullable UUID resultId,
      @Nullable UUID accountId,
      int countTaskPartsDone,
      int countTaskPartsAll,
      String description,
      JsonNode notificationPolicy,
      StoragePolicy resultStoragePolicy,
      @Nullable Long scheduleId,
      boolean paused,
      @Nullable Long retryOf) {

    static TaskReply of(Task task) {
      return new TaskReply(
          task.taskId(),
          task.type().number(),
          task.state().number(),
          task.content(),
          task.createTime(),
          task.endTime(),
          task.lastUpdateTime(),
          task.resultId(),
          task.accountId(),
          task.partsDone(),
          task.partsAll(),
          task.description(),
          Policies.shown(task.notificationPolicy()),
          new StoragePolicy(task.resultTtl()),
          task.scheduleId(),
          task.paused(),
          task.retryOf());
    }
  }

  private record StoragePolicy(@Nullable Integer ttl) {}

  private record SubtasksReply(List<SubtaskReply> subtasks) {}

  private record SubtaskReply(
      long subtaskId,
      long taskId,
      @Nullable UUID resultId,
      Instant createTime,
      @Nullable Instant endTime,
      int subtaskStatus,
      JsonNode content) {

    static SubtaskReply of(Subtask subtask) {
      return new SubtaskReply(
          subtask.subtaskId(),
          subtask.taskId(),
          subtask.resultId(),
          subtask.createTime(),
          subtask.endTime(),
          subtask.state().number(),
          subtask.content());
    }
  }
}
