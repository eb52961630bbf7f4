package dev.luna.api;

import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.TaskError;
import dev.luna.tasks.TaskStores;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations 30 and 31: what went wrong in tasks. */
public final class TaskErrorsResource implements Resource {
  private final TaskStores stores;

  public TaskErrorsResource(TaskStores stores) {
    this.stores = stores;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/tasks/{task_id}/errors", Access.ADMIN, this::ofTask),
        new Route("GET", "/4/tasks/{task_id}/errors/count", Access.ADMIN, this::countOfTask));
  }

  private Reply ofTask(Request request) {
    var task = TasksResource.find(stores.tasks(), request.number("task_id"));
    var errors =
        stores.errors().page(task.taskId(), request.page()).stream().map(ErrorReply::of).toList();
    return Reply.json(new ErrorsReply(errors));
  }

  private Reply countOfTask(Request request) {
    var task = TasksResource.find(stores.tasks(), request.number("task_id"));
    long count =
        stores
            .errors()
            .count(
                task.taskId(),
                request.time("error_time__gte").orElse(null),
                request.time("error_time__lt").orElse(null),
                request.optionalNumber("error_code").map(Long::intValue).orElse(null));
    return Reply.json(Map.of("count", count));
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
