package dev.luna.tasks.schedules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a time of a schedule.
 *
 * @param planned the time on the clock, or when somebody asked for it
 * @param time when it was decided
 * @param taskId the task that it created, or for which it was skipped
 * @param detail why; empty where there is nothing to say
 */
public record Run(
    long runId,
    Instant planned,
    Instant time,
    Outcome outcome,
    @Nullable Long taskId,
    String detail) {
  /** What became of it. */
  public enum Outcome {
    /** A task was created. */
    STARTED,
    /** The task before it had not ended. */
    SKIPPED,
    /** Nobody was there at its time. */
    MISSED,
    /** The service does not take the task any more. */
    REFUSED
  }
}
