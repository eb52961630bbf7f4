package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskStores;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Operation 29: results of tasks, streamed block by block. */
public final class TaskResultsResource implements Resource {
  private final TaskStores stores;

  public TaskResultsResource(TaskStores stores) {
    this.stores = stores;
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
            .summary(taskId)
            .orElseThrow(() -> new CodedException(ErrorCode.TASK_RESULT_NOT_FOUND, taskId));
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

  /** Writes the summary's fields; each list of it is filled with its blocks on the way. */
  private void write(long taskId, JsonNode summary, OutputStream stream) throws IOException {
    var out = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    String separator = "{";
    for (var field : summary.properties()) {
      out.write(separator + Json.MAPPER.writeValueAsString(field.getKey()) + ":");
      if (field.getValue().isArray()) {
        writeItems(taskId, field.getKey(), out);
      } else {
        out.write(field.getValue().toString());
      }
      separator = ",";
    }
    // Removed meanwhile? Then blocks may be missing, and the end must not look like one.
    var _ = TasksResource.find(stores.tasks(), taskId);
    out.write("}");
    out.flush();
  }

  private void writeItems(long taskId, String field, Writer out) throws IOException {
    out.write("[");
    var separator = new StringBuilder();
    stores
        .results()
        .forEachBlock(
            taskId,
            field,
            block -> {
              try {
                out.append(separator).append(block);
                separator.replace(0, separator.length(), ",");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    out.write("]");
  }
}
