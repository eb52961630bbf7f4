package dev.luna.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A bar on standard error where that is a terminal; nothing elsewhere. */
final class Progress implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * @param max what it goes up to; -1 if that is unknown
   * @param unitSize how many of what is added make one unit
   */
  static Progress of(String name, String unit, long max, long unitSize) {
    if (System.console() == null || !System.console().isTerminal()) {
      return new Progress(null);
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(name)
            .setUnit(unit, unitSize)
            .setInitialMax(max)
            .setUpdateIntervalMillis(200)
            .showSpeed()
            .build());
  }

  void add(long amount) {
    if (bar != null) {
      bar.stepBy(amount);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
