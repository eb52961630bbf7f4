package dev.luna.tasks.engine;

import dev.luna.db.Database;
import java.time.Duration;
import java.util.Arrays;

/**
 * Keeps long work from slowing down what people wait for. While chunks run, a request of the
 * smallest kind is made again and again; where it takes longer than it may, the pauses between
 * chunks grow, and they shrink again when it does not.
 */
final class Foreground {
  private static final int SAMPLES = 20;
  private static final double STEP = 0.25;
  private static final double MOST = 8;
  private static final double RECOVERY = 0.8;
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private final Database requests;
  private final long limitNanos;
  private final long[] samples = new long[SAMPLES];
  private int taken;
  private double share;

  /**
   * @param requests the pool that answers people
   * @param limit what the request may take; zero switches the guard off
   */
  Foreground(Database requests, Duration limit) {
    this.requests = requests;
    this.limitNanos = limit.toNanos();
  }

  /** Makes one request; called often, beside the chunks. */
  void probe() {
    if (limitNanos == 0) {
      return;
    }
    long start = System.nanoTime();
    try {
      requests.check();
    } catch (RuntimeException e) {
      // One that fails has taken its time as well, and whoever needs the database will say why.
    }
    add(System.nanoTime() - start);
  }

  /** How long to rest after a chunk that took {@code busy}. */
  synchronized Duration rest(Duration busy) {
    if (limitNanos == 0) {
      return Duration.ZERO;
    }
    share = isSlow() ? Math.min(MOST, share + STEP) : share * RECOVERY;
    var rest = Duration.ofNanos((long) (busy.toNanos() * share));
    return rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
  }

  private synchronized void add(long nanos) {
    samples[taken++ % SAMPLES] = nanos;
  }

  /** Whether one of ten requests, of the last ones, took too long. */
  private boolean isSlow() {
    var sorted = samples.clone();
    Arrays.sort(sorted);
    return sorted[SAMPLES - 1 - SAMPLES / 10] > limitNanos;
  }
}
