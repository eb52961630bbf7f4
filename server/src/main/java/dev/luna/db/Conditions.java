package dev.luna.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a statement that has filters: only what is asked for is written into it, so
 * that the server sees which index serves it.
 */
public final class Conditions {
  private final List<String> asked = new ArrayList<>();

  /** Adds a condition, a constant text, if {@code value} is neither null nor an empty list. */
  public Conditions when(@Nullable Object value, String condition) {
    boolean isAsked = value instanceof Collection<?> values ? !values.isEmpty() : value != null;
    if (isAsked) {
      asked.add(condition);
    }
    return this;
  }

  /** All of them, joined; true where there are none. */
  @Override
  public String toString() {
    return asked.isEmpty() ? "true" : String.join("\n  and ", asked);
  }
}
