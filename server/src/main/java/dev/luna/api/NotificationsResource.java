package dev.luna.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.notifications.Delivery;
import dev.luna.tasks.notifications.Notifications;
import dev.luna.tasks.notifications.Policies;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations 27 and 28: who is told of a task; and what they were told. */
public final class NotificationsResource implements Resource {
  private static final String POLICY = "/4/tasks/{task_id}/notification_policy";
  private static final String DELIVERIES = "/4/tasks/{task_id}/notifications";
  private final Notifications notifications;
  private final TaskStore tasks;

  public NotificationsResource(Notifications notifications, TaskStore tasks) {
    this.notifications = notifications;
    this.tasks = tasks;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", POLICY, Access.ADMIN, this::policy),
        new Route("PUT", POLICY, Access.ADMIN, this::replace),
        new Route("GET", DELIVERIES, Access.ADMIN, this::deliveries),
        new Route("POST", DELIVERIES + "/{delivery_id}/replay", Access.ADMIN, this::replay),
        new Route("POST", "/4/notifications/test", Access.ADMIN, this::test));
  }

  private Reply policy(Request request) {
    var task = TasksResource.find(tasks, request.number("task_id"));
    return Reply.json(Policies.shown(task.notificationPolicy()));
  }

  private Reply replace(Request request) {
    notifications.replace(request.number("task_id"), request.body());
    return Reply.empty(204);
  }

  private Reply deliveries(Request request) {
    var page = notifications.page(request.number("task_id"), request.page());
    return Reply.json(new DeliveriesReply(page.stream().map(DeliveryReply::of).toList()));
  }

  private Reply replay(Request request) {
    notifications.replay(request.number("task_id"), request.uuid("delivery_id"));
    return Reply.empty(202);
  }

  private Reply test(Request request) {
    var tried = notifications.test(request.body());
    return Reply.json(new TestReply(tried.stream().map(TriedReply::of).toList()));
  }

  private record DeliveriesReply(List<DeliveryReply> notifications) {}

  private record DeliveryReply(
      UUID deliveryId,
      long taskId,
      @Nullable Long subtaskId,
      String receiver,
      String status,
      int attempts,
      Instant createTime,
      @Nullable Instant lastAttemptTime,
      @Nullable Instant nextAttemptTime,
      @Nullable Integer httpStatus,
      @Nullable String reason) {
    static DeliveryReply of(Delivery delivery) {
      return new DeliveryReply(
          delivery.deliveryId(),
          delivery.taskId(),
          delivery.subtaskId(),
          delivery.receiver(),
          delivery.status().name().toLowerCase(Locale.ROOT),
          delivery.attempts(),
          delivery.createTime(),
          delivery.lastAttemptTime(),
          delivery.nextAttemptTime(),
          delivery.httpStatus(),
          delivery.reason());
    }
  }

  private record TestReply(List<TriedReply> callbacks) {}

  private record TriedReply(
      String callback,
      boolean taken,
      @Nullable Integer httpStatus,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {
    static TriedReply of(Notifications.Tried tried) {
      var attempt = tried.attempt();
      return new TriedReply(
          tried.placed().path(), attempt.isTaken(), attempt.status(), attempt.reason());
    }
  }
}
