package dev.luna.web.schedules;

import static dev.luna.web.frame.Texts.text;

import dev.luna.tasks.schedules.Run;
import dev.luna.web.frame.Show;
import java.util.Locale;

/**
 * What became of a time of a schedule.
 *
 * @param tone {@code good}, {@code bad} or {@code idle}
 * @param taskId empty without a task
 */
public record RunView(
    String planned,
    String plannedExact,
    String decided,
    String decidedExact,
    String outcome,
    String tone,
    String taskId,
    String detail) {
  static RunView of(Run run) {
    Long taskId = run.taskId();
    return new RunView(
        Show.time(run.planned()),
        Show.exact(run.planned()),
        Show.time(run.time()),
        Show.exact(run.time()),
        text("state." + run.outcome().name().toLowerCase(Locale.ROOT)),
        switch (run.outcome()) {
          case STARTED -> "good";
          case SKIPPED -> "idle";
          case MISSED, REFUSED -> "bad";
        },
        taskId == null ? "" : taskId.toString(),
        run.detail());
  }
}
