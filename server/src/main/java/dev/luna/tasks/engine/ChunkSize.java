package dev.luna.tasks.engine;

import java.time.Duration;

/**
 * How many objects the next chunk gets, so that it takes about as long as it should: short enough
 * that others are not held up and that a crash repeats little, long enough to be worth a commit.
 */
final class ChunkSize {
  private static final int FIRST = 500;
  private static final int GROWTH = 2;
  private final Duration target;
  private final int most;
  private int size;

  ChunkSize(Duration target, int most) {
    this.target = target;
    this.most = most;
    this.size = Math.min(FIRST, most);
  }

  int next() {
    return size;
  }

  /** Learns from a full chunk of {@link #next} objects. */
  void took(Duration time) {
    double fitting = (double) size * target.toNanos() / Math.max(1, time.toNanos());
    size = (int) Math.clamp(Math.min(fitting, (double) size * GROWTH), 1, most);
  }

  /** A chunk of {@link #next} objects failed: one of half the size may do without the reason. */
  void failed() {
    size = Math.max(1, size / 2);
  }
}
