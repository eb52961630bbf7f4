package dev.luna.transfer;

import dev.luna.db.Timeline;
import dev.luna.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the fields of a line may hold; a refusal names the field. */
final class Fields {
  private Fields() {}

  static void require(String name, @Nullable Object value) {
    check(name, value != null, "is missing");
  }

  static void limit(String name, @Nullable String text, int length) {
    check(name, text == null || text.length() <= length, "is longer than %d", length);
    check(
        name, text == null || Json.isStorable(text), "contains a character that cannot be stored");
  }

  static void time(String name, @Nullable Instant time) {
    check(
        name,
        time == null || (!time.isBefore(Timeline.EARLIEST) && !time.isAfter(Timeline.LATEST)),
        "is not between the years 1 and 9999");
  }

  static void within(String name, @Nullable Integer number, int least, int most) {
    check(
        name,
        number == null || (number >= least && number <= most),
        "is not between %d and %d",
        least,
        most);
  }

  /**
   * @param problem a format of the values, which is filled in only where it is told
   */
  static void check(String name, boolean fits, String problem, Object... values) {
    if (!fits) {
      throw new IllegalArgumentException(name + " " + problem.formatted(values));
    }
  }

  static void limit(String name, @Nullable List<String> texts, int count, int length) {
    if (texts != null) {
      check(name, texts.size() <= count, "has more than %d elements", count);
      texts.forEach(text -> {
        check(name, text != null && !text.isEmpty(), "has an empty element");
        limit(name, text, length);
      });
    }
  }

  /** Texts and numbers anywhere in an object have to be storable. */
  static void storable(String name, @Nullable JsonNode value) {
    if (value == null) {
      return;
    }
    check(name, Json.unstorable(value).isEmpty(), "contains something that cannot be stored");
  }

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The elements, of which none may be missing. */
  static <T> List<T> copy(String name, @Nullable List<T> elements) {
    if (elements == null) {
      return List.of();
    }
    check(name, elements.stream().noneMatch(element -> element == null), "has an empty element");
    return List.copyOf(elements);
  }
}
