package dev.luna.tasks.kinds.gc;

import dev.luna.db.Database;
import dev.luna.tasks.Forecast;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Adds up what would go; where counting takes too long, says how many there are at most. */
final class Forecasts {
  /** How long each statement may take. */
  private static final int SECONDS = 10;

  static final int EXAMPLES = 20;
  private static final int ACCOUNTS = 100;

  private Forecasts() {}

  /** What would go of an account. */
  record Counted(UUID accountId, long objects, long bytes, Instant oldest, Instant newest) {}

  /** What would go, counted. */
  record Found(List<Counted> counted, long spared, List<UUID> examples) {}

  /**
   * @param count in a transaction whose statements are bounded
   * @param most an upper bound, for the case that counting takes too long
   */
  static Forecast of(Database database, Supplier<Found> count, LongSupplier most) {
    try {
      return of(database.bounded(SECONDS, handle -> count.get()));
    } catch (RuntimeException e) {
      if (!Database.isUnavailable(e)) {
        throw e;
      }
      return new Forecast(most.getAsLong(), false, 0, 0, null, null, List.of(), List.of());
    }
  }

  private static Forecast of(Found found) {
    var counted = found.counted();
    return new Forecast(
        counted.stream().mapToLong(Counted::objects).sum(),
        true,
        counted.stream().mapToLong(Counted::bytes).sum(),
        found.spared(),
        counted.stream().map(Counted::oldest).min(Comparator.naturalOrder()).orElse(null),
        counted.stream().map(Counted::newest).max(Comparator.naturalOrder()).orElse(null),
        counted.stream()
            .limit(ACCOUNTS)
            .map(share -> new Forecast.Share(share.accountId(), share.objects()))
            .toList(),
        found.examples().stream().map(UUID::toString).toList());
  }
}
