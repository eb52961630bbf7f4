package dev.luna.tasks;

import dev.luna.db.Timeline;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times of filters: RFC 3339, or {@code now-<n><unit>} with a unit of {@code s m h d w M y}. */
public final class RelativeTime {
  private static final Pattern RELATIVE = Pattern.compile("now-(\\d{1,9})([smhdwMy])");

  private RelativeTime() {}

  /**
   * The time that is meant, seen from {@code now}; months and years are those of the calendar in
   * UTC.
   *
   * @throws IllegalArgumentException if it is neither form, or no time that can be stored
   */
  public static @Nullable String resolve(@Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    var relative = RELATIVE.matcher(text);
    try {
      var time =
          relative.matches()
              ? before(now, Integer.parseInt(relative.group(1)), relative.group(2).charAt(0))
              : OffsetDateTime.parse(text).toInstant();
      if (time.isBefore(Timeline.EARLIEST) || time.isAfter(Timeline.LATEST)) {
        throw new IllegalArgumentException("'%s' is no time that can be stored".formatted(text));
      }
      return time.truncatedTo(ChronoUnit.MILLIS).toString();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'%s' is neither an RFC 3339 time nor of the form now-30d".formatted(text), e);
    }
  }

  /** A time that was resolved. */
  public static @Nullable Instant parse(@Nullable String resolved) {
    return resolved == null ? null : Instant.parse(resolved);
  }

  private static Instant before(Instant now, int number, char unit) {
    var date = now.atOffset(ZoneOffset.UTC);
    return switch (unit) {
      case 's' -> now.minusSeconds(number);
      case 'm' -> now.minus(number, ChronoUnit.MINUTES);
      case 'h' -> now.minus(number, ChronoUnit.HOURS);
      case 'd' -> now.minus(number, ChronoUnit.DAYS);
      case 'w' -> now.minus(Math.multiplyExact(number, 7L), ChronoUnit.DAYS);
      case 'M' -> date.minus(Period.ofMonths(number)).toInstant();
      default -> date.minus(Period.ofYears(number)).toInstant();
    };
  }
}
