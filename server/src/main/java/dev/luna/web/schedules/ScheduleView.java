package dev.luna.web.schedules;

import static dev.luna.web.frame.Texts.text;

import dev.luna.tasks.schedules.Schedule;
import dev.luna.tasks.schedules.Timetable;
import dev.luna.web.frame.Show;

/**
 * A schedule as pages show it.
 *
 * @param words what its expression means
 * @param next when its next task starts; empty while it is stopped
 * @param nextLocal the same on the clocks of its zone
 */
public record ScheduleView(
    long id,
    String type,
    String description,
    boolean isRunning,
    String cron,
    String words,
    String zone,
    String next,
    String nextExact,
    String nextLocal,
    String created,
    String createdExact) {

  static ScheduleView of(Schedule schedule, Timetable timetable) {
    var terms = schedule.terms();
    var next = schedule.next();
    return new ScheduleView(
        schedule.scheduleId(),
        text("type." + terms.task().type().slug()),
        terms.task().description(),
        schedule.isRunning(),
        terms.trigger().cron(),
        timetable.cron().words(),
        terms.trigger().cronTimezone(),
        next == null ? "" : Show.time(next.due()),
        next == null ? "" : Show.exact(next.due()),
        next == null ? "" : TimeView.local(timetable, next.due()),
        Show.time(schedule.createTime()),
        Show.exact(schedule.createTime()));
  }

  /** Name of its state for people. */
  public String state() {
    return text(isRunning ? "state.running" : "state.stopped");
  }
}
