package dev.luna.licence;

import dev.luna.json.Json;
import dev.luna.licence.Feature.Form;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a licence says of a feature.
 *
 * @param value a text with a time, a number or 0/1; null where there is no limit
 */
public record Term(boolean isAvailable, @Nullable Object value) {
  static Term unlimited(Feature feature) {
    return new Term(true, feature.form() == Form.FLAG ? Integer.valueOf(1) : null);
  }

  static Term refused(Feature feature) {
    return new Term(false, feature.form() == Form.FLAG ? Integer.valueOf(0) : null);
  }

  /**
   * A term from a word on a command line.
   *
   * @throws IllegalArgumentException if the feature has no such value
   */
  public static Term parse(Feature feature, String text) {
    try {
      return switch (feature.form()) {
        case TIME -> new Term(true, Json.time(Instant.parse(text)));
        case NUMBER -> number(feature, Long.parseLong(text));
        case FLAG -> flag(feature, Long.parseLong(text));
      };
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new IllegalArgumentException("%s cannot be '%s'".formatted(feature.key(), text), e);
    }
  }

  /**
   * @throws IllegalArgumentException if the feature has no such value
   */
  static Term of(Feature feature, JsonNode json) {
    var value = json.path("value");
    if (!json.path("is_available").asBoolean(false)) {
      return refused(feature);
    }
    return value.isNull() ? unlimited(feature) : parse(feature, value.asString(""));
  }

  private static Term number(Feature feature, long number) {
    if (number < 0) {
      throw new NumberFormatException(feature.key());
    }
    return new Term(true, number);
  }

  private static Term flag(Feature feature, long number) {
    if (number != 0 && number != 1) {
      throw new NumberFormatException(feature.key());
    }
    return number == 1 ? unlimited(feature) : refused(feature);
  }
}
