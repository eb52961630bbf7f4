package dev.luna.tasks.schedules;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * When a schedule runs.
 *
 * @param cron what {@link CronExpression#parse} takes
 * @param cronTimezone {@code utc}, {@code local}, or the name of a zone
 */
public record Trigger(String cron, String cronTimezone) {
  /**
   * @param local the zone that {@code local} names
   * @throws IllegalArgumentException if it can never come; the message says what is wrong
   */
  public Timetable timetable(ZoneId local) {
    var zone =
        switch (cronTimezone) {
          case "utc" -> ZoneOffset.UTC;
          case "local" -> local;
          default -> named(cronTimezone);
        };
    return new Timetable(expression(), zone);
  }

  /**
   * Looks at it whole.
   *
   * @throws IllegalArgumentException if it can never come; the message says what is wrong
   */
  void check(ZoneId local, Instant now) {
    if (timetable(local).next(now).isEmpty()) {
      throw new IllegalArgumentException("cron: no day has this date");
    }
  }

  private CronExpression expression() {
    try {
      return CronExpression.parse(cron);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cron: " + e.getMessage(), e);
    }
  }

  private static ZoneId named(String name) {
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw new IllegalArgumentException(
          "cron_timezone: is neither utc, local nor the name of a time zone");
    }
    return ZoneId.of(name);
  }
}
