package dev.luna.tasks;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A piece of long work, as stored.
 *
 * @param content what to do, in the form of its kind
 * @param endTime set when, and only when, the state is final
 * @param resultId set only when done
 * @param partsDone subtasks that are done, 0..partsAll
 * @param partsAll subtasks in all; 0 until planned
 * @param paused whether no further chunk begins until somebody resumes it
 * @param notificationPolicy as the API takes it, but with its secrets encrypted; null for none
 * @param resultTtl days that the result is kept after the end; null keeps it
 * @param retryOf the task whose failed parts and objects this one does again
 */
public record Task(
    long taskId,
    TaskType type,
    TaskState state,
    JsonNode content,
    String description,
    @Nullable UUID accountId,
    @Nullable Long scheduleId,
    Instant createTime,
    @Nullable Instant endTime,
    Instant lastUpdateTime,
    @Nullable UUID resultId,
    int partsDone,
    int partsAll,
    boolean paused,
    @Nullable JsonNode notificationPolicy,
    @Nullable Integer resultTtl,
    @Nullable Long retryOf) {

  /** A task that is to be stored. */
  public record New(
      TaskType type,
      JsonNode content,
      String description,
      @Nullable UUID accountId,
      @Nullable Long scheduleId,
      @Nullable JsonNode notificationPolicy,
      @Nullable Integer resultTtl,
      @Nullable Long retryOf) {
    /** The same with a result that is kept for so many days. */
    public New withTtl(int days) {
      return new New(
          type, content, description, accountId, scheduleId, notificationPolicy, days, retryOf);
    }

    /** The same with another content. */
    public New withContent(JsonNode other) {
      return new New(
          type, other, description, accountId, scheduleId, notificationPolicy, resultTtl, retryOf);
    }
  }

  public Task {
    if ((endTime != null) != state.isFinal()) {
      throw new IllegalArgumentException("endTime belongs to final states, not to " + state);
    }
    if (partsDone < 0 || partsDone > partsAll) {
      throw new IllegalArgumentException("partsDone must be between 0 and partsAll");
    }
  }
}
