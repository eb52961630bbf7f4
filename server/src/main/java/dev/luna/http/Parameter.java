package dev.luna.http;

import com.networknt.schema.Schema;
import dev.luna.json.Json;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A parameter of an operation, of its path or its query. */
final class Parameter {
  private static final String COMMA = ",";
  private static final int MOST_DIGITS = 19;

  private final String name;
  private final boolean inPath;
  private final boolean required;
  private final JsonNode definition;
  private final Schema schema;

  Parameter(JsonNode parameter, JsonNode definition, Schema schema) {
    this.name = parameter.path("name").asString();
    this.inPath = parameter.path("in").asString().equals("path");
    this.required = parameter.path("required").asBoolean(false);
    this.definition = definition;
    this.schema = schema;
  }

  String name() {
    return name;
  }

  boolean isInPath() {
    return inPath;
  }

  boolean isRequired() {
    return required;
  }

  /** The value that holds where the client names none. */
  Optional<JsonNode> fallback() {
    return Optional.ofNullable(definition.get("default"));
  }

  /** The typed value; empty if {@code text} does not fit the declaration. */
  Optional<JsonNode> parse(String text) {
    var value = typed(definition, text);
    return Optional.ofNullable(value).filter(typed -> schema.validate(typed).isEmpty());
  }

  private static @Nullable JsonNode typed(JsonNode definition, String text) {
    return switch (definition.path("type").asString()) {
      case "integer" -> integer(text);
      case "array" -> array(definition.path("items"), text);
      default -> string(definition, text);
    };
  }

  private static @Nullable JsonNode integer(String text) {
    boolean plain =
        !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(Parameter::digit)
            && new BigInteger(text).bitLength() < Long.SIZE;
    return plain ? Json.MAPPER.getNodeFactory().numberNode(Long.parseLong(text)) : null;
  }

  private static boolean digit(int character) {
    return character >= '0' && character <= '9';
  }

  private static @Nullable JsonNode array(JsonNode items, String text) {
    var array = Json.MAPPER.createArrayNode();
    for (String part : text.split(COMMA, -1)) {
      var item = typed(items, part.strip());
      if (item == null) {
        return null;
      }
      array.add(item);
    }
    return array;
  }

  private static @Nullable JsonNode string(JsonNode definition, String text) {
    boolean isTime = definition.path("format").asString("").equals("date-time");
    boolean fits = isTime ? isTime(text) : Json.isStorable(text);
    return fits ? Json.MAPPER.getNodeFactory().stringNode(text) : null;
  }

  private static boolean isTime(String text) {
    try {
      var _ = OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
