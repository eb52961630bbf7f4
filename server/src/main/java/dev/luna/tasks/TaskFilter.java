package dev.luna.tasks;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which tasks to show; null, or an empty list of ids, means all. */
public record TaskFilter(
    List<Long> taskIds,
    @Nullable UUID accountId,
    @Nullable Instant createdFrom,
    @Nullable Instant createdBefore,
    @Nullable Instant endedFrom,
    @Nullable Instant endedBefore,
    @Nullable TaskType type,
    @Nullable TaskState state,
    @Nullable Long scheduleId) {

  /** All tasks. */
  public static final TaskFilter ALL =
      new TaskFilter(List.of(), null, null, null, null, null, null, null, null);

  /** Those of an account. */
  public static TaskFilter of(UUID accountId) {
    return new TaskFilter(List.of(), accountId, null, null, null, null, null, null, null);
  }

  /** Those in a state that were created from a time on; null for any time. */
  public static TaskFilter in(TaskState state, @Nullable Instant createdFrom) {
    return new TaskFilter(List.of(), null, createdFrom, null, null, null, null, state, null);
  }
}
