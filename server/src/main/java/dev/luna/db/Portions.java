package dev.luna.db;

import java.util.function.IntUnaryOperator;

/** Removes many rows in portions with a commit each, so that nobody is held up for long. */
public final class Portions {
  private static final int SIZE = 1000;

  private Portions() {}

  /**
   * Removes until nothing is left or about {@code most} are gone; returns how many.
   *
   * @param portion removes as many rows as it is told, at most, and returns how many; fewer mean
   *     that there are no more
   */
  public static long remove(long most, IntUnaryOperator portion) {
    long removed = 0;
    int last;
    do {
      last = Retry.whileTransient(() -> portion.applyAsInt(SIZE));
      removed += last;
    } while (last == SIZE && removed < most);
    return removed;
  }
}
