package dev.luna.db;

/**
 * A page of a list.
 *
 * @param number from 1
 * @param size 1..1000
 */
public record Page(long number, int size) {
  private static final int LARGEST = 1000;

  public Page {
    if (number < 1) {
      throw new IllegalArgumentException("page must be at least 1");
    }
    if (size < 1 || size > LARGEST) {
      throw new IllegalArgumentException("page_size must be between 1 and " + LARGEST);
    }
  }

  /** How many rows come before it; a page so deep that the number overflows is simply empty. */
  public long offset() {
    return number - 1 > Long.MAX_VALUE / size ? Long.MAX_VALUE : (number - 1) * size;
  }
}
