package dev.luna.tasks;

import tools.jackson.databind.JsonNode;

/**
 * The right to work on a subtask.
 *
 * @param epoch grows with each claim of the subtask; writes that name an older one are refused
 * @param progress what has been committed before
 */
public record Claim(
    long subtaskId, long taskId, int epoch, JsonNode part, SubtaskProgress progress) {
  /** Whether it was claimed before. */
  public boolean isTakenOver() {
    return epoch > 1;
  }
}
