package dev.luna.tasks.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {
  private static final long WALKED_MINUTES = 3L * 24 * 60;
  private static final int TRIES = 2000;
  private static final long SEED = Long.getLong("timetable.seed", System.nanoTime());
  private static final long FIRST = Instant.parse("1975-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("2045-01-01T00:00:00Z").getEpochSecond();
  private static final List<ZoneId> ZONES =
      ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Berlin: 02:00 to 03:00 is missing on 2026-03-29 and comes twice on 2026-10-25.
        "30 2 * * *   | Europe/Berlin | 2026-03-28T12:00+01:00 | 2026-03-29T03:00+02:00",
        "30 2 * * *   | Europe/Berlin | 2026-03-29T03:00+02:00 | 2026-03-30T02:30+02:00",
        "0,30 2 * * * | Europe/Berlin | 2026-03-29T03:00+02:00 | 2026-03-30T02:00+02:00",
        "30 2 * * *   | Europe/Berlin | 2026-10-25T00:00+02:00 | 2026-10-25T02:30+02:00",
        "30 2 * * *   | Europe/Berlin | 2026-10-25T02:30+02:00 | 2026-10-26T02:30+01:00",
        "30 2 * * *   | Europe/Berlin | 2026-10-25T02:10+01:00 | 2026-10-26T02:30+01:00",
        "30 * * * *   | Europe/Berlin | 2026-03-29T01:30+01:00 | 2026-03-29T03:30+02:00",
        "30 * * * *   | Europe/Berlin | 2026-10-25T02:30+02:00 | 2026-10-25T02:30+01:00",
        // Midnight is missing in Cairo on 2026-04-24, a whole day in Apia on 2011-12-30.
        "0 0 * * *    | Africa/Cairo  | 2026-04-23T12:00+02:00 | 2026-04-24T01:00+03:00",
        "0 12 30 12 * | Pacific/Apia  | 2011-12-29T12:00-10:00 | 2011-12-31T00:00+14:00",
        // Half an hour: Lord Howe.
        "15 2 * * *   | Australia/Lord_Howe | 2026-10-03T12:00+10:30 | 2026-10-04T02:30+11:00",
        "45 1 * * *   | Australia/Lord_Howe | 2026-04-04T12:00+11:00 | 2026-04-05T01:45+11:00",
        "45 1 * * *   | Australia/Lord_Howe | 2026-04-05T01:45+11:00 | 2026-04-06T01:45+10:30",
        "0 0 29 2 *   | UTC           | 2026-01-01T00:00Z      | 2028-02-29T00:00Z",
        "0 0 29 2 */7 | UTC           | 2032-03-01T00:00Z      | 2060-02-29T00:00Z",
        "5 4 * * *    | UTC           | 2026-01-01T04:05Z      | 2026-01-02T04:05Z",
        "5 4 * * *    | UTC           | 2026-01-01T04:04:59Z   | 2026-01-01T04:05Z",
      })
  void handwritten(String cron, ZoneId zone, OffsetDateTime after, OffsetDateTime expected) {
    assertThat(new Timetable(CronExpression.parse(cron), zone).next(after.toInstant()))
        .contains(expected.toInstant());
  }

  @Test
  void aDayThatNoYearHasNeverComes() {
    var table = new Timetable(CronExpression.parse("0 0 30 2 *"), ZoneId.of("Europe/Berlin"));

    assertThat(table.next(Instant.EPOCH)).isEmpty();
    assertThat(
            new Timetable(CronExpression.parse("* * 31 4 *"), ZoneId.of("UTC")).next(Instant.EPOCH))
        .isEmpty();
  }

  /** Against somebody who watches a clock on the wall, minute after minute. */
  @Test
  void sameAsAMinuteWalker() {
    var random = new Random(SEED);
    for (int n = 0; n < TRIES; n++) {
      var zone = ZONES.get(random.nextInt(ZONES.size()));
      String cron = expression(random);
      var table = new Timetable(CronExpression.parse(cron), zone);
      var start = start(random, zone);
      var end = start.plus(WALKED_MINUTES, ChronoUnit.MINUTES);

      assertThat(times(table, start, end))
          .as("%s in %s from %s, seed %d", cron, zone, start, SEED)
          .isEqualTo(walk(table, start, end));
    }
  }

  private static List<Instant> times(Timetable table, Instant start, Instant end) {
    var found = new ArrayList<Instant>();
    for (var next = table.next(start);
        next.isPresent() && next.get().isBefore(end);
        next = table.next(next.get())) {
      found.add(next.get());
    }
    return found;
  }

  /** A moment of 70 years, mostly shortly before a change of the clock. */
  private static Instant start(Random random, ZoneId zone) {
    var moment = Instant.ofEpochSecond(random.nextLong(FIRST, LAST));
    var change = zone.getRules().previousTransition(moment);
    return change == null || random.nextInt(5) == 0
        ? moment
        : change.getInstant().minusSeconds(random.nextLong(48 * 3600));
  }

  private static String expression(Random random) {
    return String.join(
        " ",
        field(random, 0, 59),
        field(random, 0, 23),
        field(random, 1, 31),
        field(random, 1, 12),
        field(random, 0, 6));
  }

  private static String field(Random random, int least, int most) {
    int a = random.nextInt(least, most + 1);
    int b = random.nextInt(least, most + 1);
    return switch (random.nextInt(10)) {
      case 0, 1 -> String.valueOf(a);
      case 2 -> "*/%d".formatted(random.nextInt(1, Math.min(most, 20) + 1));
      case 3 -> "%d-%d".formatted(Math.min(a, b), Math.max(a, b));
      case 4 -> "%d,%d".formatted(a, b);
      default -> "*";
    };
  }

  private static List<Instant> walk(Timetable table, Instant start, Instant end) {
    var cron = table.cron();
    var rules = table.zone().getRules();
    var found = new ArrayList<Instant>();
    // Clocks of the last century can be off by seconds: each second is looked at, but only those
    // where the clock shows a full minute, or where it was changed, can count.
    Instant now = start.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    while (now.isBefore(end)) {
      var local = LocalDateTime.ofInstant(now, table.zone());
      var before = rules.getOffset(now.minusSeconds(1));
      boolean isChange = !before.equals(rules.getOffset(now));
      boolean fits = false;
      if (local.getSecond() == 0 && fits(cron, local)) {
        boolean isFirst = rules.getValidOffsets(local).getFirst().equals(rules.getOffset(now));
        fits = cron.isEveryHour() || isFirst;
      }
      if (isChange && !cron.isEveryHour()) {
        for (var skipped = LocalDateTime.ofInstant(now, before);
            skipped.isBefore(local);
            skipped = skipped.plusMinutes(1)) {
          fits |=
              fits(cron, skipped.plusSeconds((60 - skipped.getSecond()) % 60))
                  && skipped.plusSeconds((60 - skipped.getSecond()) % 60).isBefore(local);
        }
      }
      if (fits) {
        found.add(now);
      }
      var change = rules.nextTransition(now);
      now = now.plusSeconds(60 - local.getSecond());
      if (change != null && change.getInstant().isBefore(now)) {
        now = change.getInstant();
      }
    }
    return found;
  }

  private static boolean fits(CronExpression cron, LocalDateTime local) {
    return cron.fits(local.toLocalDate()) && cron.fits(local.toLocalTime());
  }
}
