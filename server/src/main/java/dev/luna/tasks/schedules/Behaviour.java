package dev.luna.tasks.schedules;

import java.time.Duration;
import java.time.Instant;

/**
 * How a schedule behaves.
 *
 * @param startImmediately whether one task starts when it is created or replaced
 * @param createStopped whether it waits to be started
 * @param misfire what follows when the service was away at its time
 * @param jitter seconds, 0..3600, by up to which each run is put off
 */
public record Behaviour(
    boolean startImmediately, boolean createStopped, Misfire misfire, int jitter) {
  /** What follows on runs that were missed. */
  public enum Misfire {
    /** They are noted. */
    SKIP,
    /** They are noted, and one runs now. */
    RUN_ONCE
  }

  /** When the run of a time comes: always the same delay for the same schedule and time. */
  Instant due(long scheduleId, Instant time) {
    long mixed = (scheduleId * 0x9E3779B97F4A7C15L) ^ (time.getEpochSecond() * 0xC2B2AE3D27D4EB4FL);
    long delay = Math.floorMod(mixed ^ (mixed >>> 32), jitter + 1L);
    return time.plus(Duration.ofSeconds(delay));
  }
}
