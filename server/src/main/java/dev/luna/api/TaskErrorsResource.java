package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.TaskError;
import dev.luna.tasks.TaskErrorFilter;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations 30, 31 and 33 to 35: what went wrong in tasks. */
public final class TaskErrorsResource implements Resource {
  private final TaskStores stores;

  public TaskErrorsResource(TaskStores stores) {
    this.stores = stores;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/tasks/{task_id}/errors", Access.ADMIN, this::ofTask),
        new Route("GET", "/4/tasks/{task_id}/errors/count", Access.ADMIN, this::countOfTask),
        new Route("GET", "/4/tasks/errors", Access.ADMIN, this::page),
        new Route("GET", "/4/tasks/errors/count", Access.ADMIN, this::count),
        new Route("GET", "/4/tasks/errors/{error_id}", Access.ADMIN, this::get));
  }

  private Reply ofTask(Request request) {
    var task = TasksResource.find(stores.tasks(), request.number("task_id"));
    return page(TaskErrorFilter.of(task.taskId()), request);
  }

  private Reply countOfTask(Request request) {
    var task = TasksResource.find(stores.tasks(), request.number("task_id"));
    return count(
        new TaskErrorFilter(
            List.of(task.taskId()), List.of(), request.span("error_time"), null, code(request)));
  }

  private Reply page(Request request) {
    return page(filter(request), request);
  }

  private Reply count(Request request) {
    return count(filter(request));
  }

  private Reply get(Request request) {
    long errorId = request.number("error_id");
    return Reply.json(
        stores
            .errors()
            .byId(errorId)
            .map(ErrorReply::of)
            .orElseThrow(() -> new CodedException(ErrorCode.TASK_ERROR_NOT_FOUND, errorId)));
  }

  private Reply page(TaskErrorFilter filter, Request request) {
    var errors = stores.errors().page(filter, request.page());
    return Reply.json(new ErrorsReply(errors.stream().map(ErrorReply::of).toList()));
  }

  private Reply count(TaskErrorFilter filter) {
    return Reply.json(Map.of("count", stores.errors().count(filter)));
  }

  private static TaskErrorFilter filter(Request request) {
    return new TaskErrorFilter(
        request.numbers("task_ids"),
        request.numbers("error_ids"),
        request.span("error_time"),
        request.optionalNumber("task_type").map(type -> TaskType.of(type.intValue())).orElse(null),
        code(request));
  }

  private static @Nullable Integer code(Request request) {
    return request.optionalNumber("error_code").map(Long::intValue).orElse(null);
  }

  private record ErrorsReply(List<ErrorReply> errors) {}

  private record ErrorReply(
      long errorId,
      long taskId,
      @Nullable Long subtaskId,
      int errorCode,
      String description,
      String detail,
      Instant errorTime,
      @Nullable String additionalInfo) {

    static ErrorReply of(TaskError error) {
      return new ErrorReply(
          error.errorId(),
          error.taskId(),
          error.subtaskId(),
          error.errorCode(),
          error.description(),
          error.detail(),
          error.errorTime(),
          error.additionalInfo());
    }
  }
}
