package dev.luna.imagestore;

import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for keys: 1 to 128 of {@code a-z}, {@code 0-9} and {@code -}, not beginning with
 * {@code -}. No such key leaves a directory, differs from another by case only, or has to be
 * escaped in an address.
 */
final class Keys {
  private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9-]{0,127}");

  private Keys() {}

  static boolean isKey(String name) {
    return RULE.matcher(name).matches();
  }

  /**
   * @throws IllegalArgumentException if it is no key; the text is not repeated, since it comes from
   *     outside
   */
  static String checked(String key) {
    if (!isKey(key)) {
      throw new IllegalArgumentException(
          "a key has 1 to 128 of a-z, 0-9 and -, and does not begin with -");
    }
    return key;
  }

  /**
   * @throws IllegalArgumentException if one of them is no key
   */
  static void checkAll(Collection<String> keys) {
    keys.forEach(Keys::checked);
  }

  /** Where a listing begins: behind {@code after}, or behind the empty text, which is no key. */
  static String position(@Nullable String after) {
    return after == null ? "" : checked(after);
  }
}
