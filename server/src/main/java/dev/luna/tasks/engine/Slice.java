package dev.luna.tasks.engine;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A lane's turn: over when the node stops, or after a while if others wait. */
final class Slice implements BooleanSupplier {
  private static final Duration LENGTH = Duration.ofSeconds(1);
  private final BooleanSupplier stopping;
  private final BooleanSupplier othersWait;
  private long end = System.nanoTime() + LENGTH.toNanos();

  Slice(BooleanSupplier stopping, BooleanSupplier othersWait) {
    this.stopping = stopping;
    this.othersWait = othersWait;
  }

  @Override
  public boolean getAsBoolean() {
    if (stopping.getAsBoolean()) {
      return true;
    }
    if (System.nanoTime() < end) {
      return false;
    }
    end = System.nanoTime() + LENGTH.toNanos();
    return othersWait.getAsBoolean();
  }
}
