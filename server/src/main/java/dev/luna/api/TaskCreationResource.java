package dev.luna.api;

import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.engine.Tasks;
import dev.luna.tasks.notifications.Policies;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Operation 36 and its like: each type of task is created, or planned, under its own name. */
public final class TaskCreationResource implements Resource {
  private final Tasks tasks;
  private final TaskStore stored;
  private final Audit audit;
  private final Policies policies;
  private final List<TaskType> types;

  /**
   * @param audit in the database of {@code tasks}
   */
  public TaskCreationResource(
      Tasks tasks, TaskStore stored, Audit audit, Policies policies, List<TaskType> types) {
    this.tasks = tasks;
    this.stored = stored;
    this.audit = audit;
    this.policies = policies;
    this.types = List.copyOf(types);
  }

  @Override
  public List<Route> routes() {
    return types.stream()
        .map(type ->
            new Route(
                "POST",
                "/4/tasks/" + type.slug(),
                Access.ADMIN,
                request -> isPlan(request) ? plan(type, request) : create(type, request)))
        .toList();
  }

  private Reply create(TaskType type, Request request) {
    var body = request.body();
    // Before the transaction, which should not wait for servers of names.
    var policy =
        body.has("notification_policy")
            ? policies.accept(body.path("notification_policy"), null)
            : null;
    return audit.once(
        request,
        () -> {
          var ttl = body.path("result_storage_policy").path("ttl");
          long taskId =
              tasks.create(
                  new Task.New(
                      type,
                      body.path("content"),
                      body.path("description").asString(""),
                      request.account().accountId(),
                      null,
                      policy,
                      ttl.isNumber() ? Integer.valueOf(ttl.asInt()) : null,
                      null));
          return TasksResource.created(tasks, taskId, request);
        });
  }

  private Reply plan(TaskType type, Request request) {
    request.trail().settle();
    JsonNode content = request.body().path("content");
    var forecast = tasks.forecast(type, content);
    var rate = stored.lastRate(type, content);
    return Reply.json(PlanReply.of(forecast, rate.isPresent() ? rate.getAsDouble() : null));
  }

  private static boolean isPlan(Request request) {
    return request.optionalNumber("plan").orElse(0L) == 1;
  }

  private record PlanReply(
      long objects,
      boolean exact,
      long bytes,
      long spared,
      @Nullable Instant oldest,
      @Nullable Instant newest,
      List<ShareReply> accounts,
      List<String> examples,
      @Nullable Long seconds) {
    static PlanReply of(Forecast forecast, @Nullable Double rate) {
      return new PlanReply(
          forecast.objects(),
          forecast.exact(),
          forecast.bytes(),
          forecast.spared(),
          forecast.oldest(),
          forecast.newest(),
          forecast.accounts().stream()
              .map(share -> new ShareReply(share.accountId(), share.objects()))
              .toList(),
          forecast.examples(),
          rate == null ? null : (long) Math.ceil(forecast.objects() / rate));
    }
  }

  private record ShareReply(UUID accountId, long objects) {}
}
