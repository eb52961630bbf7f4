package dev.luna.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a task is cut.
 *
 * @param objects how many objects it is expected to handle; null if that is not known
 */
public record Plan<P>(List<Part<P>> parts, @Nullable Long objects) {
  /**
   * What a subtask is to do.
   *
   * @param position where it begins, in the kind's own words; null at the start
   */
  public record Part<P>(P part, @Nullable String position) {}

  /** Parts that begin at their start. */
  public static <P> Plan<P> of(List<P> parts, @Nullable Long objects) {
    return new Plan<>(parts.stream().map(part -> new Part<>(part, null)).toList(), objects);
  }
}
