package dev.luna.tasks.kinds.gc;

import org.jspecify.annotations.Nullable;

/**
 * What a garbage collection removes.
 *
 * @param storeResults whether the result lists the ids of what was removed; null means true
 * @param force whether the default descriptor version may be removed; null means false
 */
public record GcContent(
    Target target, Filters filters, @Nullable Boolean storeResults, @Nullable Boolean force) {

  /** Which objects. */
  public enum Target {
    FACE_DESCRIPTORS;

    /** Its name on the wire. */
    @com.fasterxml.jackson.annotation.JsonValue
    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Which of them. */
  public record Filters(int descriptorVersion) {}

  boolean listsItems() {
    return storeResults == null || storeResults;
  }

  boolean isForced() {
    return force != null && force;
  }
}
