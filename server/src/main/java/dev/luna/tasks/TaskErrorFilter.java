package dev.luna.tasks;

import dev.luna.db.Counter;
import dev.luna.db.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which errors of tasks to show; null, or an empty list of ids, means all.
 *
 * @param time when they were recorded
 */
public record TaskErrorFilter(
    List<Long> taskIds,
    List<Long> errorIds,
    Timeline.Span time,
    @Nullable TaskType type,
    @Nullable Integer code) {
  /** All errors of all tasks. */
  public static final TaskErrorFilter ALL =
      new TaskErrorFilter(List.of(), List.of(), Timeline.Span.ALL, null, null);

  /** All errors of a task. */
  public static TaskErrorFilter of(long taskId) {
    return new TaskErrorFilter(List.of(taskId), List.of(), Timeline.Span.ALL, null, null);
  }

  /** The counter's scope of these errors; null where they are not counted together. */
  @Nullable String scope() {
    if (equals(ALL)) {
      return Counter.ALL;
    }
    return taskIds.size() == 1 && equals(of(taskIds.getFirst()))
        ? String.valueOf(taskIds.getFirst())
        : null;
  }
}
