package dev.luna.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chunk of a subtask did.
 *
 * @param position where the next chunk begins; null if the subtask is finished
 * @param handled how many objects it looked at
 * @param summary what it adds to the result
 * @param items what it adds to the lists of the result, by the list's name: texts, or values that
 *     become JSON objects
 * @param follows whether it left something to {@link TaskKind#follow}
 * @param reading the part of its time that it needed to find and read the objects
 */
public record Chunk<S extends Summary<S>>(
    @Nullable String position,
    long handled,
    S summary,
    Map<String, ? extends List<?>> items,
    boolean follows,
    Duration reading) {
  /** The same, with something left to follow. */
  public Chunk<S> thatFollows() {
    return new Chunk<>(position, handled, summary, items, true, reading);
  }

  /** The same, after a time of preparation that went to finding and reading the objects too. */
  public Chunk<S> prepared(Duration time) {
    return new Chunk<>(position, handled, summary, items, follows, reading.plus(time));
  }
}
