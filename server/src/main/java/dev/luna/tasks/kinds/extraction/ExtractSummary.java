package dev.luna.tasks.kinds.extraction;

import dev.luna.tasks.Summary;

/** For how many objects something was extracted. */
public record ExtractSummary(long extractedCount) implements Summary<ExtractSummary> {
  static final ExtractSummary EMPTY = new ExtractSummary(0);

  @Override
  public ExtractSummary plus(ExtractSummary other) {
    return new ExtractSummary(extractedCount + other.extractedCount);
  }
}
