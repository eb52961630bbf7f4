package dev.luna.web.tasks;

import static dev.luna.web.frame.Texts.text;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A filter in a form.
 *
 * @param id of its field in the page
 * @param type how the script reads it: {@code number}, {@code list}, {@code time}; null as it is
 * @param choices what may be chosen; empty for any text
 */
public record FilterField(
    String id,
    String name,
    String label,
    String hint,
    @Nullable String type,
    boolean isRequired,
    List<String> choices) {

  static FilterField of(String group, String property, JsonNode schema) {
    String reference = schema.path("$ref").asString("").replaceFirst(".*/", "");
    String type =
        switch (reference) {
          case "GcIds", "GcTexts" -> "list";
          case "GcTime" -> "time";
          default -> schema.path("type").asString("").equals("integer") ? "number" : null;
        };
    return new FilterField(
        group + "-" + property,
        "content.filters." + property,
        text("filters." + property),
        hint(reference),
        type,
        property.startsWith("descriptor_"),
        schema.path("enum").valueStream().map(JsonNode::asString).toList());
  }

  private static String hint(String reference) {
    return switch (reference) {
      case "GcIds", "GcTexts" -> text("filter.list");
      case "GcTime" -> text("filter.relative");
      case "Uuid" -> text("filter.id");
      default -> "";
    };
  }
}
