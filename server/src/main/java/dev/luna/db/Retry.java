package dev.luna.db;

import java.time.Duration;
import java.util.function.Supplier;

/** Repeats work that failed for a passing reason, a few times, with growing pauses. */
public final class Retry {
  private static final int TIMES = 6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private Retry() {}

  /**
   * Does {@code work} until it does not fail for a passing reason.
   *
   * @throws RuntimeException what the last try threw
   */
  public static <T> T whileTransient(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (RuntimeException e) {
        boolean passing = Database.isTransient(e) || Database.isConflict(e);
        if (!passing || attempt == TIMES || !rest(attempt)) {
          throw e;
        }
      }
    }
  }

  private static boolean rest(int attempt) {
    try {
      Thread.sleep(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
