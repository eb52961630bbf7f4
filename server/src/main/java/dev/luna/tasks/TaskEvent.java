package dev.luna.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task, as those who watch are told.
 *
 * @param subtaskId null where it is about the task
 * @param status of the task or subtask after it; null where the task was removed
 * @param task how the task was after it; null where it is about a subtask, or removed
 */
public record TaskEvent(
    long taskId,
    @Nullable Long subtaskId,
    @Nullable Integer status,
    @Nullable OfTask task,
    Instant time) {
  /** The task when it changed. */
  public record OfTask(int type, boolean paused, int partsDone, int partsAll) {}
}
