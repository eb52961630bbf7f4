package dev.luna.tasks.schedules;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a cron expression fits on the clocks of a zone. A time that the clocks skip counts at the
 * first instant after the gap, once; one that they show twice counts at the first. An expression
 * that fits each hour keeps its rhythm in real time instead: it fits whenever the clocks show it.
 */
public record Timetable(CronExpression cron, ZoneId zone) {
  /** A 29 February on a given weekday can be 40 years away. */
  private static final int FARTHEST_YEARS = 41;

  /** The first instant after another one; empty if none comes in the next 41 years. */
  public Optional<Instant> next(Instant after) {
    return cron.isEveryHour() ? nextInRhythm(after) : nextOnTheClock(after);
  }

  /** The first instants after another one, as many as there are of {@code count}. */
  public List<Instant> next(Instant after, int count) {
    var times = new ArrayList<Instant>();
    Optional<Instant> next = next(after);
    while (times.size() < count && next.isPresent()) {
      times.add(next.get());
      next = next(next.get());
    }
    return times;
  }

  /**
   * What the clock does at an instant that an operator should know of: {@code forward} where it
   * skips times, {@code repeated} where it shows the time twice; empty for nothing.
   */
  public Optional<String> clockChange(Instant time) {
    var rules = zone.getRules();
    var before = rules.getOffset(time.minusMillis(1));
    if (rules.getOffset(time).getTotalSeconds() > before.getTotalSeconds()) {
      return Optional.of("forward");
    }
    return rules.getValidOffsets(time.atZone(zone).toLocalDateTime()).size() > 1
        ? Optional.of("repeated")
        : Optional.empty();
  }

  /** A time of the zone as people read it, with its offset. */
  public String local(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone).toOffsetDateTime());
  }

  /**
   * The step from a time on the clock to its instant never goes back: the first local time whose
   * instant is later has the answer.
   */
  private Optional<Instant> nextOnTheClock(Instant after) {
    var from = LocalDateTime.ofInstant(after, zone).truncatedTo(ChronoUnit.MINUTES);
    var end = from.toLocalDate().plusYears(FARTHEST_YEARS);
    var least = from.toLocalTime();
    for (LocalDate date = from.toLocalDate(); date.isBefore(end); date = date.plusDays(1)) {
      if (cron.fits(date)) {
        var found = firstAfter(after, date, least);
        if (found.isPresent()) {
          return found;
        }
      }
      least = LocalTime.MIN;
    }
    return Optional.empty();
  }

  private Optional<Instant> firstAfter(Instant after, LocalDate date, LocalTime least) {
    var hours = cron.hours();
    for (int h = hours.nextSetBit(least.getHour()); h >= 0; h = hours.nextSetBit(h + 1)) {
      var minutes = cron.minutes();
      for (int m = minutes.nextSetBit(0); m >= 0; m = minutes.nextSetBit(m + 1)) {
        var instant = instant(date.atTime(h, m));
        if (instant.isAfter(after)) {
          return Optional.of(instant);
        }
      }
    }
    return Optional.empty();
  }

  private Instant instant(LocalDateTime local) {
    var transition = zone.getRules().getTransition(local);
    if (transition != null && transition.isGap()) {
      return transition.getInstant();
    }
    return local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }

  /** Goes through the spans between changes of the clock, in each of which it goes evenly. */
  private Optional<Instant> nextInRhythm(Instant after) {
    var end = after.plus(FARTHEST_YEARS * 366L, ChronoUnit.DAYS);
    Instant start = after;
    boolean isIncluded = false;
    while (start.isBefore(end)) {
      ZoneOffsetTransition change = zone.getRules().nextTransition(start);
      var bound = change == null ? end : change.getInstant();
      var found = firstBetween(start, isIncluded, bound, zone.getRules().getOffset(start));
      if (found.isPresent()) {
        return found;
      }
      start = bound;
      isIncluded = true;
    }
    return Optional.empty();
  }

  private Optional<Instant> firstBetween(
      Instant start, boolean isIncluded, Instant bound, ZoneOffset offset) {
    var from = LocalDateTime.ofInstant(start, offset);
    var local = from.truncatedTo(ChronoUnit.MINUTES);
    if (local.isBefore(from) || !isIncluded) {
      local = local.plusMinutes(1);
    }
    var last = LocalDateTime.ofInstant(bound, offset);
    while (local.isBefore(last)) {
      if (!cron.fits(local.toLocalDate())) {
        local = local.toLocalDate().plusDays(1).atStartOfDay();
      } else if (cron.fitsMinute(local.toLocalTime())) {
        return Optional.of(local.toInstant(offset));
      } else {
        local = local.plusMinutes(1);
      }
    }
    return Optional.empty();
  }
}
