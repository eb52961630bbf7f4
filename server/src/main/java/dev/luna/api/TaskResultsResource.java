package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import dev.luna.tasks.Results;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskStores;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Operation 29: results of tasks, streamed block by block. */
public final class TaskResultsResource implements Resource {
  private final TaskStores stores;
  private final Results results;
  private final InstantSource clock;

  public TaskResultsResource(TaskStores stores, Results results, InstantSource clock) {
    this.stores = stores;
    this.results = results;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/4/tasks/{task_id}/result", Access.ADMIN, this::get));
  }

  private Reply get(Request request) {
    long taskId = request.number("task_id");
    refuseUnfinished(TasksResource.find(stores.tasks(), taskId));
    var summary =
        stores
            .results()
            .summary(taskId, clock.instant())
            .orElseThrow(() -> new CodedException(ErrorCode.TASK_RESULT_NOT_FOUND, taskId));
    for (var field : summary.properties()) {
      if (field.getValue().isArray()) {
        results.check(taskId, field.getKey());
      }
    }
    return new Reply(
        200,
        Map.of("Content-Disposition", "attachment; filename=task_%d.json".formatted(taskId)),
        new Reply.Streamed("application/json", out -> write(taskId, summary, out)));
  }

  private static void refuseUnfinished(Task task) {
    switch (task.state()) {
      case PENDING, IN_PROGRESS, COLLECTING ->
          throw new CodedException(ErrorCode.TASK_RESULT_NOT_READY, task.taskId());
      case CANCELLED, FAILED ->
          throw new CodedException(
              ErrorCode.TASK_RESULT_IMPOSSIBLE, task.taskId(), task.state().number());
      case DONE -> {}
    }
  }

  /** Writes the summary's fields; each list of it is filled on the way. */
  private void write(long taskId, JsonNode summary, OutputStream out) throws IOException {
    String separator = "{";
    for (var field : summary.properties()) {
      write(separator + Json.MAPPER.writeValueAsString(field.getKey()) + ":", out);
      if (field.getValue().isArray()) {
        write("[", out);
        results.write(taskId, field.getKey(), out);
        write("]", out);
      } else {
        write(field.getValue().toString(), out);
      }
      separator = ",";
    }
    // Removed meanwhile? Then parts may be missing, and the end must not look like one.
    if (stores.results().summary(taskId, clock.instant()).isEmpty()) {
      throw new IOException("result of task %d was removed while it was read".formatted(taskId));
    }
    write("}", out);
    out.flush();
  }

  private static void write(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
