package dev.luna.fuzz;

import dev.luna.http.Specification;
import dev.luna.json.Json;
import dev.luna.testing.TestPictures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Requests as the specification wants them. */
final class Drafts {
  private static final int TRIES = 30;

  /** Only one of the hostile headers: what the other account has would hardly ever be met. */
  private static final String ACTING = "Luna-Account-Id";

  private final Specification specification;
  private final SchemaValues values;
  private final Ids ids;

  Drafts(Specification specification, SchemaValues values, Ids ids) {
    this.specification = specification;
    this.values = values;
    this.ids = ids;
  }

  /**
   * @param operation its name: {@code GET:/4/accounts}
   */
  Draft of(String operation, RandomGenerator random) {
    String method = operation.substring(0, operation.indexOf(':'));
    String template = operation.substring(method.length() + 1);
    var draft = new Draft(method, template);
    var item = specification.document().path("paths").path(template);
    var written = item.path(method.toLowerCase(Locale.ROOT));
    int optional = random.nextInt(60);
    Stream.concat(item.path("parameters").valueStream(), written.path("parameters").valueStream())
        .map(this::resolved)
        .filter(parameter ->
            parameter.path("required").asBoolean(false) || random.nextInt(100) < optional)
        .filter(parameter -> !parameter.path("name").asString().equals(ACTING))
        .forEach(parameter -> fill(draft, parameter, random));
    var contents = List.copyOf(written.at("/requestBody/content").propertyNames());
    if (!contents.isEmpty()) {
      draft.mediaType = contents.get(random.nextInt(contents.size()));
      draft.body = body(draft, operation, random);
    }
    return draft;
  }

  private JsonNode resolved(JsonNode parameter) {
    String reference = parameter.path("$ref").asString("");
    return reference.isEmpty() ? parameter : specification.document().at(reference.substring(1));
  }

  private void fill(Draft draft, JsonNode parameter, RandomGenerator random) {
    String name = parameter.path("name").asString();
    String value = SchemaValues.plain(values.of(name, parameter.path("schema"), random));
    switch (parameter.path("in").asString()) {
      case "path" -> {
        String kind = draft.template.replaceFirst("\\{" + name + "}.*", "");
        draft.path.put(
            name, ids.any(kind, random).filter(_ -> random.nextInt(10) > 0).orElse(value));
      }
      case "header" -> draft.headers.put(name, value.matches("[ -~]*") ? value : "x");
      default -> draft.query.add(Map.entry(name, value));
    }
  }

  private byte[] body(Draft draft, String operation, RandomGenerator random) {
    if (draft.mediaType.startsWith("image/")) {
      draft.mediaType = "image/jpeg";
      return draft.template.endsWith("bodies")
          ? TestPictures.body(random.nextInt(1000))
          : TestPictures.face(random.nextInt(1000));
    }
    var place =
        Specification.pointer(
            "paths",
            draft.template,
            draft.method.toLowerCase(Locale.ROOT),
            "requestBody",
            "content",
            draft.mediaType,
            "schema");
    var schema = specification.document().at(place.replace("%7B", "{").replace("%7D", "}"));
    var checker = specification.schema(place);
    var body = values.of(operation, schema, random);
    for (int i = 0; i < TRIES && (body.isEmpty() || !checker.validate(body).isEmpty()); i++) {
      body = values.of(operation, schema, random);
    }
    return draft.mediaType.equals("application/json")
        ? Json.MAPPER.writeValueAsBytes(body)
        : form(body);
  }

  private static byte[] form(JsonNode body) {
    var form = new Draft("", "");
    body.properties()
        .forEach(field ->
            form.query.add(Map.entry(field.getKey(), SchemaValues.plain(field.getValue()))));
    return form.target().replaceFirst("^\\?", "").getBytes(StandardCharsets.UTF_8);
  }
}
