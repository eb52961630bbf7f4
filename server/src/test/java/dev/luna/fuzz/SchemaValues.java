package dev.luna.fuzz;

import dev.luna.json.Json;
import dev.luna.testing.Schemas;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values that fit the schemas of the specification, drawn at random. What a schema says of several
 * properties at once is not always met: who needs that draws again.
 */
final class SchemaValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> TYPICAL =
      List.of(
          "secret",
          "Ada Lovelace",
          "\u0416\u0443\u043b\u0438\u044f \u2603 \ud83d\ude80",
          "AAAA",
          "12345:abcdefghijklmnop",
          "-100123",
          "luna.css",
          "errors.html");

  private static final Map<String, List<String>> NAMED =
      Map.of(
          "cron", List.of("*/5 * * * *", "0 4 * * 1-5", "@daily"),
          "cron_timezone", List.of("utc", "local", "Europe/Berlin"));

  private final JsonNode document;
  private final Ids ids;
  private final String receiver;

  /**
   * @param receiver address that callbacks may be sent to
   */
  SchemaValues(JsonNode document, Ids ids, String receiver) {
    this.document = document;
    this.ids = ids;
    this.receiver = receiver;
  }

  /**
   * @param name of the property or parameter, which tells what ids are meant
   */
  JsonNode of(String name, JsonNode written, RandomGenerator random) {
    var schema = whole(written, random);
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    return switch (type(schema, random)) {
      case "object" -> object(schema, random);
      case "array" -> array(name, schema, random);
      case "integer" -> integer(name, schema, random);
      case "number" -> NODES.numberNode(number(schema, random));
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.stringNode(string(name, schema, random));
    };
  }

  /** The schema with what it refers to, all of its parts and one of its alternatives in one. */
  private ObjectNode whole(JsonNode written, RandomGenerator random) {
    var whole = NODES.objectNode();
    merge(whole, written, random);
    return whole;
  }

  private void merge(ObjectNode whole, JsonNode part, RandomGenerator random) {
    for (var entry : part.properties()) {
      switch (entry.getKey()) {
        case "$ref" -> merge(whole, resolve(entry.getValue().asString()), random);
        case "allOf" -> entry.getValue().forEach(each -> merge(whole, each, random));
        case "anyOf", "oneOf" ->
            merge(whole, entry.getValue().get(random.nextInt(entry.getValue().size())), random);
        case "properties" ->
            whole.withObject("/properties").setAll((ObjectNode) entry.getValue().deepCopy());
        case "required" -> entry.getValue().forEach(whole.withArray("/required")::add);
        case "if" -> whole.withArray("/conditions").add(part);
        case "then", "else" -> {}
        default -> whole.set(entry.getKey(), entry.getValue());
      }
    }
  }

  private JsonNode resolve(String reference) {
    return document.at(reference.substring(1));
  }

  private static String type(JsonNode schema, RandomGenerator random) {
    var type = schema.path("type");
    if (type.isArray()) {
      return type.get(random.nextInt(10) == 0 ? type.size() - 1 : 0).asString();
    }
    return type.asString(schema.has("properties") ? "object" : "string");
  }

  private ObjectNode object(JsonNode schema, RandomGenerator random) {
    var object = NODES.objectNode();
    var required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    int optional = random.nextInt(101);
    for (var property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || random.nextInt(100) < optional) {
        object.set(property.getKey(), of(property.getKey(), property.getValue(), random));
      }
    }
    schema.path("conditions").forEach(condition -> obey(condition, schema, object, random));
    return object;
  }

  /** Draws those properties, once more, that a condition has a say in. */
  private void obey(
      JsonNode condition, JsonNode schema, ObjectNode object, RandomGenerator random) {
    boolean holds = Schemas.of(condition.path("if")).validate(object).isEmpty();
    var branch = whole(condition.path(holds ? "then" : "else"), random);
    var required = branch.path("required").valueStream().map(JsonNode::asString).toList();
    for (var property : branch.path("properties").properties()) {
      boolean isNew = !schema.path("properties").has(property.getKey());
      if (object.has(property.getKey())
          || required.contains(property.getKey())
          || (isNew && random.nextInt(4) == 0)) {
        object.set(property.getKey(), of(property.getKey(), property.getValue(), random));
      }
    }
  }

  private JsonNode array(String name, JsonNode schema, RandomGenerator random) {
    var array = NODES.arrayNode();
    int least = schema.path("minItems").asInt(0);
    int most = Math.min(schema.path("maxItems").asInt(3), least + 3);
    String singular =
        switch (name) {
          case "lists" -> "list_id";
          case "samples" -> "image_id";
          default -> name.replaceFirst("s$", "");
        };
    for (int i = random.nextInt(least, most + 1); i > 0; i--) {
      array.add(of(singular, schema.path("items"), random));
    }
    return array;
  }

  private JsonNode integer(String name, JsonNode schema, RandomGenerator random) {
    var known = ids.any(name, random);
    if (known.isPresent() && known.get().matches("[0-9]+") && random.nextInt(10) > 0) {
      return NODES.numberNode(Long.parseLong(known.get()));
    }
    return NODES.numberNode((long) Math.ceil(number(schema, random)));
  }

  private static double number(JsonNode schema, RandomGenerator random) {
    double least = schema.path("minimum").asDouble(0);
    double most = schema.path("maximum").asDouble(least + 1000);
    return switch (random.nextInt(6)) {
      case 0 -> least;
      case 1 -> most;
      default -> random.nextDouble(least, Math.nextUp(Math.min(most, least + 100)));
    };
  }

  private String string(String name, JsonNode schema, RandomGenerator random) {
    var checker = Schemas.of(schema);
    var fitting =
        candidates(name, random)
            .filter(text -> checker.validate(NODES.stringNode(text)).isEmpty())
            .toList();
    return fitting.isEmpty() ? "x" : fitting.get(random.nextInt(fitting.size()));
  }

  private Stream<String> candidates(String name, RandomGenerator random) {
    var known = ids.any(name, random);
    if (known.isPresent() && random.nextInt(10) > 0) {
      return known.stream();
    }
    if (NAMED.containsKey(name)) {
      return Objects.requireNonNull(NAMED.get(name)).stream();
    }
    var times =
        Stream.of(
            "2026-0%d-11T09:11:41.674Z".formatted(random.nextInt(1, 10)),
            "now-%dd".formatted(random.nextInt(1, 400)));
    if (name.contains("time")) {
      return times;
    }
    var id = new UUID(random.nextLong(), random.nextLong());
    return Stream.concat(
        Stream.of(
            id.toString(),
            "1536751345," + id,
            "fuzz%d@example.com".formatted(random.nextInt(1_000_000_000)),
            receiver),
        TYPICAL.stream());
  }

  /** A value as it stands in a path, a query or a form. */
  static String plain(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(SchemaValues::plain).reduce((a, b) -> a + "," + b).orElse("")
        : value.isString() ? value.asString() : Json.MAPPER.writeValueAsString(value);
  }
}
