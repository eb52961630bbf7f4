package dev.luna.web.tasks;

import dev.luna.http.Request;
import dev.luna.http.Specification;
import java.util.List;
import java.util.Map;

/** What there is to fill in of a task's content, made of the schemas of the specification. */
public final class ContentForms {
  private final List<Group> collection;
  private final List<Group> extraction;

  public ContentForms(Specification specification) {
    this.collection =
        List.of(
            group(specification, "face_descriptors", "GcFaceDescriptorFilters"),
            group(specification, "event_descriptors", "GcEventDescriptorFilters"),
            group(specification, "events", "GcEventFilters"),
            group(specification, "faces", "GcFaceFilters"));
    this.extraction =
        List.of(
            group(specification, "faces", "ExtractFaceFilters"),
            group(specification, "events", "ExtractEventFilters"));
  }

  /** Filters of a kind of object. */
  public record Group(String name, List<FilterField> fields) {}

  /**
   * A form.
   *
   * @param chosen values that are filled in from the beginning
   */
  public record View(List<Group> groups, Map<String, String> chosen) {
    /** A value that is filled in; empty without. */
    public String chosen(String name) {
      return chosen.getOrDefault(name, "");
    }
  }

  /** Of a garbage collection. */
  public View collection() {
    return new View(collection, Map.of());
  }

  /** Of an extraction, with what the request names filled in. */
  public View extraction(Request request) {
    return new View(
        extraction,
        Map.of(
            "extraction_target", request.text("extraction_target").orElse(""),
            "objects_type", request.text("objects_type").orElse(""),
            "descriptor_version",
                request.optionalNumber("descriptor_version").map(String::valueOf).orElse("")));
  }

  private static Group group(Specification specification, String name, String schema) {
    var properties =
        specification.document().at("/components/schemas/" + schema + "/properties").properties();
    return new Group(
        name,
        properties.stream()
            .filter(property -> !property.getValue().has("const"))
            .map(property -> FilterField.of(name, property.getKey(), property.getValue()))
            .toList());
  }
}
