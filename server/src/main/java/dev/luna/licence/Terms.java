package dev.luna.licence;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A term for every feature. A licence restricts what it names, and nothing else. */
record Terms(Map<Feature, Term> byFeature) {
  static final Terms UNLIMITED = all(Term::unlimited);
  static final Terms NOTHING = all(Term::refused);

  /**
   * @throws IllegalArgumentException if a feature is unknown or has a value that it cannot have
   */
  static Terms of(JsonNode features) {
    var terms = new EnumMap<>(UNLIMITED.byFeature);
    for (var field : features.properties()) {
      var feature =
          Feature.of(field.getKey())
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "feature '%s' is unknown".formatted(field.getKey())));
      terms.put(feature, Term.of(feature, field.getValue()));
    }
    return new Terms(Collections.unmodifiableMap(terms));
  }

  /** Null where it never expires. */
  @Nullable Instant expiry() {
    return value(Feature.EXPIRATION_TIME) instanceof String text ? Instant.parse(text) : null;
  }

  /** How many faces may have attributes; null where any number may. */
  @Nullable Long facesLimit() {
    var term = byFeature.get(Feature.FACES_LIMIT);
    if (term != null && !term.isAvailable()) {
      return 0L;
    }
    return value(Feature.FACES_LIMIT) instanceof Long number ? number : null;
  }

  private @Nullable Object value(Feature feature) {
    var term = byFeature.get(feature);
    return term == null ? null : term.value();
  }

  private static Terms all(Function<Feature, Term> term) {
    var terms = new EnumMap<Feature, Term>(Feature.class);
    for (var feature : Feature.values()) {
      terms.put(feature, term.apply(feature));
    }
    return new Terms(Collections.unmodifiableMap(terms));
  }
}
