package dev.luna.tasks.kinds.gc;

import dev.luna.tasks.Summary;

/** How many objects were removed. */
public record GcSummary(long removedCount) implements Summary<GcSummary> {
  static final GcSummary EMPTY = new GcSummary(0);

  @Override
  public GcSummary plus(GcSummary other) {
    return new GcSummary(removedCount + other.removedCount);
  }
}
