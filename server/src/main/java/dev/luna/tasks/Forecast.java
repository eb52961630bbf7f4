package dev.luna.tasks;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a task would do.
 *
 * @param objects how many objects it would handle
 * @param exact whether they were counted; otherwise the numbers are estimates
 * @param bytes about how much storage it would free, contents included
 * @param spared how many objects match but are kept by legal holds
 * @param oldest time of creation of the oldest object; null without objects or where not known
 * @param newest of the newest one
 * @param accounts how the objects spread, largest first, at most 100 accounts
 * @param examples ids of some of the objects, at most 20
 */
public record Forecast(
    long objects,
    boolean exact,
    long bytes,
    long spared,
    @Nullable Instant oldest,
    @Nullable Instant newest,
    List<Share> accounts,
    List<String> examples) {
  /** How many objects of an account. */
  public record Share(UUID accountId, long objects) {}
}
