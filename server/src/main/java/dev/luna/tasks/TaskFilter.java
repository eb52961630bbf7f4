package dev.luna.tasks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which tasks to show; null, or an empty list of ids, means all. */
public record TaskFilter(
    List<Long> taskIds,
    @Nullable Instant createdFrom,
    @Nullable Instant createdBefore,
    @Nullable Instant endedFrom,
    @Nullable Instant endedBefore,
    @Nullable TaskType type,
    @Nullable TaskState state,
    @Nullable Long scheduleId) {

  /** All tasks. */
  public static final TaskFilter ALL =
      new TaskFilter(List.of(), null, null, null, null, null, null, null);
}
