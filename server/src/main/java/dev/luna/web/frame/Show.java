package dev.luna.web.frame;

import dev.luna.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How pages write numbers and times. */
public final class Show {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Show() {}

  /** {@code 12,345,678}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** For people; a script turns it into the reader's own time. */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /** For programs, as the API writes it. */
  public static String exact(Instant time) {
    return Json.TIME.format(time);
  }
}
