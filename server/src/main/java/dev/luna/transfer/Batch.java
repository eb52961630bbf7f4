package dev.luna.transfer;

import dev.luna.errors.CodedException;
import java.util.ArrayList;
import java.util.List;

/** Consecutive lines that are committed together, and the refusals among them. */
final class Batch {
  private static final int MOST_LINES = 5000;
  private static final long MOST_BYTES = 16L << 20;

  private final List<Numbered<Line>> lines = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private long bytes;
  private long lastLine;

  /** A line that did not fit. */
  record Refusal(long line, CodedException why) {}

  void add(long number, Line line, long size) {
    lines.add(new Numbered<>(number, line));
    lastLine = number;
    bytes += size;
  }

  void refuse(long number, CodedException why) {
    refusals.add(new Refusal(number, why));
    lastLine = number;
  }

  /** Whether {@code line} has to go into another batch: this one is full, or of another type. */
  boolean isClosedTo(Line line) {
    return isFull() || (!lines.isEmpty() && lines.getFirst().line().getClass() != line.getClass());
  }

  /** Whether its lines are of another type than those of {@code other}. */
  boolean isOtherThan(Batch other) {
    return !lines.isEmpty()
        && !other.lines.isEmpty()
        && lines.getFirst().line().getClass() != other.lines.getFirst().line().getClass();
  }

  boolean isFull() {
    return lines.size() >= MOST_LINES || refusals.size() >= MOST_LINES || bytes >= MOST_BYTES;
  }

  List<Numbered<Line>> lines() {
    return lines;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  /** Number of the last line that it settles. */
  long lastLine() {
    return lastLine;
  }

  /** Bytes of its lines in the source. */
  long bytes() {
    return bytes;
  }
}
