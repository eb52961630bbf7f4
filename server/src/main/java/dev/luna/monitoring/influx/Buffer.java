package dev.luna.monitoring.influx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Lines that wait to be sent; the oldest give way to new ones. */
final class Buffer {
  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();
  private long lastNanos;
  private long dropped;

  Buffer(int most) {
    this.most = most;
  }

  /**
   * Adds a point. Two of the same series and time would be one, so each gets a time of its own.
   *
   * @param nanos since 1970
   */
  synchronized void add(Line line, long nanos) {
    lastNanos = Math.max(nanos, lastNanos + 1);
    lines.addLast(line.at(lastNanos));
    dropOldest();
  }

  /** Takes the oldest ones out. */
  synchronized List<String> take(int limit) {
    var taken = new ArrayList<String>(Math.min(limit, lines.size()));
    while (taken.size() < limit && !lines.isEmpty()) {
      taken.add(lines.removeFirst());
    }
    return taken;
  }

  /** Puts lines that were taken back to where they were. */
  synchronized void giveBack(List<String> taken) {
    taken.reversed().forEach(lines::addFirst);
    dropOldest();
  }

  synchronized void drop(int count) {
    dropped += count;
  }

  synchronized long dropped() {
    return dropped;
  }

  synchronized int size() {
    return lines.size();
  }

  private void dropOldest() {
    while (lines.size() > most) {
      lines.removeFirst();
      dropped++;
    }
  }
}
