package dev.luna.tasks.engine;

import com.github.kagkarlsson.scheduler.task.schedule.Daily;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.function.IntSupplier;

/**
 * Work that comes back by itself and that one node of the installation does at a time.
 *
 * @param tick does one round and returns how much it did; more than 0 means that it may have more
 */
public record Duty(String name, Schedule schedule, IntSupplier tick) {
  /** A duty with a pause after each time. */
  public static Duty every(String name, Duration pause, IntSupplier tick) {
    return new Duty(name, FixedDelay.of(pause), tick);
  }

  /** A duty of each day, at a full hour in UTC. */
  public static Duty daily(String name, int hour, IntSupplier tick) {
    return new Duty(name, new Daily(ZoneOffset.UTC, LocalTime.of(hour, 0)), tick);
  }
}
