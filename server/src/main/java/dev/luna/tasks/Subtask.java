package dev.luna.tasks;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A part of a task that one node does at a time.
 *
 * @param content the part, in the form of its kind
 * @param resultId set where it has ended with a partial result
 * @param endTime set when, and only when, the state is final
 */
public record Subtask(
    long subtaskId,
    long taskId,
    SubtaskState state,
    JsonNode content,
    @Nullable UUID resultId,
    Instant createTime,
    @Nullable Instant endTime) {

  public Subtask {
    if ((endTime != null) != state.isFinal()) {
      throw new IllegalArgumentException("endTime belongs to final states, not to " + state);
    }
  }
}
