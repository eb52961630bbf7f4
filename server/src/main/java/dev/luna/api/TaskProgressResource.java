package dev.luna.api;

import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.Progress;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far tasks have come, how fast, and what is slow. */
public final class TaskProgressResource implements Resource {
  private final TaskStore tasks;
  private final ProgressStore progress;
  private final InstantSource clock;

  public TaskProgressResource(TaskStore tasks, ProgressStore progress, InstantSource clock) {
    this.tasks = tasks;
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/4/tasks/{task_id}/progress", Access.ADMIN, this::get));
  }

  private Reply get(Request request) {
    var task = TasksResource.find(tasks, request.number("task_id"));
    return Reply.json(ProgressReply.of(task, progress.of(task, clock.instant())));
  }

  private record ProgressReply(
      long taskId,
      int taskStatus,
      boolean paused,
      long objectsDone,
      @Nullable Long objectsExpected,
      @Nullable Double share,
      @Nullable Double rate,
      @Nullable Long secondsLeft,
      @Nullable String slowest,
      Spent timeSpent,
      List<Point> samples) {
    static ProgressReply of(Task task, Progress progress) {
      var now = progress.now();
      var slowest = progress.slowest();
      return new ProgressReply(
          task.taskId(),
          task.state().number(),
          task.paused(),
          now.objects(),
          progress.expected(),
          progress.share(task),
          progress.rate(),
          progress.secondsLeft(task),
          slowest == null ? null : slowest.name().toLowerCase(Locale.ROOT),
          new Spent(
              now.reading().toMillis(), now.changing().toMillis(), now.following().toMillis()),
          progress.samples().stream()
              .map(sample -> new Point(sample.time(), sample.objects()))
              .toList());
    }
  }

  private record Spent(long reading, long changing, long following) {}

  private record Point(Instant time, long objectsDone) {}
}
