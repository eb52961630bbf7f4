package dev.luna.web.tasks;

import static dev.luna.web.frame.Texts.text;

import dev.luna.tasks.Progress;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskState;
import dev.luna.web.frame.Show;
import java.time.Instant;
import java.util.Locale;

/**
 * A task as pages show it.
 *
 * @param state name of its state for people
 * @param tone {@code good}, {@code bad}, {@code busy} or {@code idle}
 * @param percent how much is done, 0..100; -1 where nobody can tell
 * @param done objects that are done, and of how many where that is known
 * @param rate objects a second; empty where there is none
 * @param left time to the end; empty where nobody can tell, or there is none
 * @param ended empty for a task that has not ended
 */
public record TaskView(
    long id,
    String type,
    String state,
    String tone,
    boolean isOpen,
    boolean isPaused,
    String description,
    int percent,
    String done,
    String rate,
    String left,
    String created,
    String createdExact,
    String ended,
    String endedExact) {

  static TaskView of(Task task, Progress progress) {
    Double share = progress.share(task);
    Double rate = progress.rate();
    Long left = progress.secondsLeft(task);
    Long expected = progress.expected();
    String objects = Show.number(progress.now().objects());
    Instant end = task.endTime();
    boolean isOpen = !task.state().isFinal();
    return new TaskView(
        task.taskId(),
        text("type." + task.type().slug()),
        state(task),
        tone(task.state()),
        isOpen,
        task.paused(),
        task.description(),
        share == null ? -1 : (int) (share * 100),
        isOpen && expected != null ? text("task.of", objects, Show.number(expected)) : objects,
        rate == null || rate == 0 ? "" : text("task.rate", Show.number(Math.round(rate))),
        left == null || !isOpen ? "" : Show.duration(left),
        Show.time(task.createTime()),
        Show.exact(task.createTime()),
        end == null ? "" : Show.time(end),
        end == null ? "" : Show.exact(end));
  }

  private static String state(Task task) {
    return task.paused() && !task.state().isFinal()
        ? text("state.paused")
        : state(task.state().name());
  }

  /** Name for people of a state of a task or a part of one. */
  static String state(String name) {
    return text("state." + name.toLowerCase(Locale.ROOT));
  }

  private static String tone(TaskState state) {
    return switch (state) {
      case DONE -> "good";
      case FAILED -> "bad";
      case CANCELLED, PENDING -> "idle";
      case IN_PROGRESS, COLLECTING -> "busy";
    };
  }
}
