package dev.luna.web.frame;

import dev.luna.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** How pages write numbers and times. */
public final class Show {
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Show() {}

  /** {@code 12,345,678}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 12.3 GB}. */
  public static String bytes(long bytes) {
    double rest = bytes;
    int unit = 0;
    while (rest >= 1000 && unit < UNITS.size() - 1) {
      rest /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit > 0 && rest < 100 ? "%.1f %s" : "%.0f %s", rest, UNITS.get(unit));
  }

  /** For people; a script turns it into the reader's own time. */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /** {@code 2 h 5 min}, {@code 3 min 12 s}: the two largest units. */
  public static String duration(long seconds) {
    if (seconds >= 86_400) {
      return "%d d %d h".formatted(seconds / 86_400, seconds % 86_400 / 3600);
    }
    if (seconds >= 3600) {
      return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }
    return seconds >= 60 ? "%d min %d s".formatted(seconds / 60, seconds % 60) : seconds + " s";
  }

  /** For programs, as the API writes it. */
  public static String exact(Instant time) {
    return Json.time(time);
  }
}
