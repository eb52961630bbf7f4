package dev.luna.web.tasks;

import dev.luna.db.Page;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import dev.luna.tasks.Progress;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.Subtask;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskErrorFilter;
import dev.luna.tasks.TaskErrorStore;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.notifications.Delivery;
import dev.luna.tasks.notifications.NotificationStore;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Views;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operation 7: a task, how far it is, what went wrong, and what can be done with it. */
public final class TaskPage implements Resource {
  private static final int SUBTASKS = 100;
  private static final int DELIVERIES = 50;

  private final Views views;
  private final TaskStores stores;
  private final ProgressStore progress;
  private final NotificationStore notifications;
  private final InstantSource clock;

  public TaskPage(
      Views views,
      TaskStores stores,
      ProgressStore progress,
      NotificationStore notifications,
      InstantSource clock) {
    this.views = views;
    this.stores = stores;
    this.progress = progress;
    this.notifications = notifications;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/tasks/{task_id}", Access.PAGE, this::task));
  }

  /**
   * The page.
   *
   * @param content what to do, as indented JSON
   * @param points times, as seconds since 1970, and objects done, as JSON; empty for no chart
   * @param hiddenSubtasks how many more there are than are listed
   * @param isAwaited whether something will change by itself
   * @param isRetryable whether something failed that can be tried again
   */
  public record View(
      TaskView task,
      String accountId,
      String scheduleId,
      String retryOf,
      String content,
      String points,
      List<SubtaskView> subtasks,
      int hiddenSubtasks,
      List<TaskErrorStore.Group> errors,
      long errorCount,
      List<DeliveryView> deliveries,
      boolean isAwaited,
      boolean hasResult,
      boolean isRetryable) {}

  /** A subtask. */
  public record SubtaskView(
      long id, String state, String content, String ended, String endedExact) {
    static SubtaskView of(Subtask subtask) {
      Instant end = subtask.endTime();
      return new SubtaskView(
          subtask.subtaskId(),
          TaskView.state(subtask.state().name()),
          Json.MAPPER.writeValueAsString(subtask.content()),
          end == null ? "" : Show.time(end),
          end == null ? "" : Show.exact(end));
    }
  }

  /** A notification on its way. */
  public record DeliveryView(
      String id,
      String receiver,
      String status,
      int attempts,
      String answer,
      String last,
      String lastExact,
      boolean isReplayable) {
    static DeliveryView of(Delivery delivery) {
      Instant last = delivery.lastAttemptTime();
      return new DeliveryView(
          delivery.deliveryId().toString(),
          delivery.receiver(),
          TaskView.state(delivery.status().name()),
          delivery.attempts(),
          Stream.of(delivery.httpStatus(), delivery.reason())
              .filter(part -> part != null)
              .map(String::valueOf)
              .reduce((left, right) -> left + " " + right)
              .orElse(""),
          last == null ? "" : Show.time(last),
          last == null ? "" : Show.exact(last),
          delivery.status() != Delivery.Status.WAITING);
    }
  }

  private Reply task(Request request) {
    long taskId = request.number("task_id");
    var task =
        stores
            .tasks()
            .byId(taskId)
            .orElseThrow(() -> new CodedException(ErrorCode.TASK_NOT_FOUND, taskId));
    return views.page(request, Section.TASKS, "tasks/task.jte", view(task));
  }

  private View view(Task task) {
    long taskId = task.taskId();
    var far = progress.of(task, clock.instant());
    var subtasks = stores.subtasks().of(taskId);
    var deliveries = notifications.page(taskId, new Page(1, DELIVERIES));
    long errors = stores.errors().count(TaskErrorFilter.of(taskId));
    return new View(
        TaskView.of(task, far),
        text(task.accountId()),
        text(task.scheduleId()),
        text(task.retryOf()),
        task.content().toPrettyString(),
        points(far),
        subtasks.stream().limit(SUBTASKS).map(SubtaskView::of).toList(),
        Math.max(0, subtasks.size() - SUBTASKS),
        errors == 0 ? List.of() : stores.errors().groups(taskId),
        errors,
        deliveries.stream().map(DeliveryView::of).toList(),
        !task.state().isFinal()
            || deliveries.stream().anyMatch(one -> one.status() == Delivery.Status.WAITING),
        task.state() == TaskState.DONE && task.resultId() != null,
        task.state().isFinal() && (errors > 0 || task.state() == TaskState.FAILED));
  }

  /** From the begin up to now; a line needs two points that differ in time. */
  private static String points(Progress progress) {
    var samples =
        Stream.of(
                Stream.of(new Point(progress.begin(), 0)),
                progress.samples().stream().map(one -> new Point(one.time(), one.objects())),
                Stream.of(new Point(progress.now().time(), progress.now().objects())))
            .flatMap(stream -> stream)
            .toList();
    return Json.MAPPER.writeValueAsString(
        List.of(
            samples.stream().map(point -> point.time().toEpochMilli() / 1000.0).toList(),
            samples.stream().map(Point::objects).toList()));
  }

  private record Point(Instant time, long objects) {}

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString().toLowerCase(Locale.ROOT);
  }
}
