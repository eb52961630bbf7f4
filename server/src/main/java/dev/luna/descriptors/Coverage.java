package dev.luna.descriptors;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a version of a kind of descriptors has come on one type of objects.
 *
 * @param source the objects, and the kind
 * @param count how many descriptors of the version there are
 * @param lacking how many objects have the default version, but not this one
 * @param failed how many of those gave nothing when they were extracted
 * @param accounts the same by account, largest first; null where counting took too long, and the
 *     other numbers are taken from counters
 */
public record Coverage(
    Source source,
    int version,
    long count,
    long lacking,
    long failed,
    @Nullable List<Share> accounts) {

  /**
   * Of an account.
   *
   * @param covered how many objects have the default version and this one
   */
  public record Share(UUID accountId, long covered, long lacking, long failed) {}

  /**
   * How much of what has the default version has this one too, 0 to 100 percent; 100 where nothing
   * has the default version.
   */
  public double percent() {
    long covered = accounts == null ? count : accounts.stream().mapToLong(Share::covered).sum();
    return covered + lacking == 0 ? 100 : 100.0 * covered / (covered + lacking);
  }
}
