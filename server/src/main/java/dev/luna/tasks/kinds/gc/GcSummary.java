package dev.luna.tasks.kinds.gc;

import dev.luna.tasks.Summary;

/**
 * How many objects were removed.
 *
 * @param sparedCount how many match but were kept by legal holds
 */
public record GcSummary(long removedCount, long sparedCount) implements Summary<GcSummary> {
  static final GcSummary EMPTY = new GcSummary(0, 0);

  @Override
  public GcSummary plus(GcSummary other) {
    return new GcSummary(removedCount + other.removedCount, sparedCount + other.sparedCount);
  }
}
