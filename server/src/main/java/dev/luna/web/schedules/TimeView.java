package dev.luna.web.schedules;

import static dev.luna.web.frame.Texts.text;

import dev.luna.tasks.schedules.Timetable;
import dev.luna.web.frame.Show;
import java.time.Instant;

/**
 * A time at which a schedule fits.
 *
 * @param local on the clocks of its zone
 * @param change what the clocks do there; empty for nothing
 */
public record TimeView(String shown, String exact, String local, String change) {
  static TimeView of(Timetable timetable, Instant time) {
    return new TimeView(
        Show.time(time),
        Show.exact(time),
        local(timetable, time),
        timetable.clockChange(time).map(change -> text("schedule.clock." + change)).orElse(""));
  }

  static String local(Timetable timetable, Instant time) {
    return timetable.local(time).replace('T', ' ');
  }
}
