package dev.luna.web.tasks;

import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.http.Specification;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.Map;

/** Forms for new tasks, made of the schemas of their contents. */
public final class TaskForms implements Resource {
  private final Views views;
  private final List<Group> collection;
  private final List<Group> extraction;

  public TaskForms(Views views, Specification specification) {
    this.views = views;
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

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/tasks/gc/new", Access.PAGE, this::collection),
        new Route("GET", "/tasks/extraction/new", Access.PAGE, this::extraction));
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

  private Reply collection(Request request) {
    var view = new View(collection, Map.of());
    return views.page(request, Section.TASKS, "tasks/gc.jte", view);
  }

  private Reply extraction(Request request) {
    var chosen =
        Map.of(
            "extraction_target", request.text("extraction_target").orElse(""),
            "objects_type", request.text("objects_type").orElse(""),
            "descriptor_version",
                request.optionalNumber("descriptor_version").map(String::valueOf).orElse(""));
    var view = new View(extraction, chosen);
    return views.page(request, Section.TASKS, "tasks/extraction.jte", view);
  }
}
