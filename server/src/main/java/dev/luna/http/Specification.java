package dev.luna.http;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import com.networknt.schema.serialization.NodeReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * {@code openapi.yaml}: what is served, what requests are checked against, what tests hold us to.
 */
public final class Specification {
  private static final String LOCATION = "https://luna-admin.invalid/openapi.yaml";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  private final String yaml;
  private final JsonNode document;
  private final SchemaRegistry schemas;
  private final Map<String, Operation> operations = new LinkedHashMap<>();

  private Specification(String yaml) {
    this.yaml = yaml;
    this.document = new YAMLMapper().readTree(yaml);
    var config =
        SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .build();
    this.schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemas(Map.of(LOCATION, yaml))
                    .nodeReader(new OneDocument(document))
                    .schemaRegistryConfig(config));
    document.path("paths").properties().forEach(path -> readPath(path.getKey(), path.getValue()));
  }

  /**
   * Gives the tree that is there already. The library asks for the whole document with each schema
   * of it, and hundreds of copies would take tens of megabytes.
   */
  private record OneDocument(JsonNode document) implements NodeReader {
    @Override
    public JsonNode readTree(String content, InputFormat format) {
      return document;
    }

    @Override
    public JsonNode readTree(InputStream content, InputFormat format) {
      return document;
    }
  }

  /** The specification that comes with this product. */
  public static Specification load() {
    try (var in = Specification.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is not on the class path");
      }
      return new Specification(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document as written. */
  public String yaml() {
    return yaml;
  }

  /** The document as a tree. */
  public JsonNode document() {
    return document;
  }

  /** All operations by name: {@code GET:/4/accounts}. */
  public Map<String, Operation> operations() {
    return Collections.unmodifiableMap(operations);
  }

  /** The schema at a place in the document, given as a JSON pointer. */
  public Schema schema(String pointer) {
    return schemas.getSchema(SchemaLocation.of(LOCATION + "#" + pointer));
  }

  /** JSON pointer of a place: names are escaped and joined. */
  public static String pointer(String... names) {
    var pointer = new StringBuilder();
    for (String name : names) {
      pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString().replace("{", "%7B").replace("}", "%7D");
  }

  private void readPath(String path, JsonNode item) {
    for (var entry : item.properties()) {
      if (METHODS.contains(entry.getKey())) {
        operations.put(
            entry.getKey().toUpperCase(Locale.ROOT) + ":" + path,
            operation(path, entry.getKey(), entry.getValue()));
      }
    }
  }

  private Operation operation(String path, String method, JsonNode operation) {
    var parameters = new ArrayList<Parameter>();
    parameters.addAll(
        parameters(
            pointer("paths", path, "parameters"), document.at(plain("paths", path, "parameters"))));
    parameters.addAll(
        parameters(pointer("paths", path, method, "parameters"), operation.path("parameters")));
    var bodies = new HashMap<String, Schema>();
    operation
        .path("requestBody")
        .path("content")
        .properties()
        .forEach(content ->
            bodies.put(
                content.getKey(),
                schema(
                    pointer(
                        "paths",
                        path,
                        method,
                        "requestBody",
                        "content",
                        content.getKey(),
                        "schema"))));
    boolean isBinary =
        operation
            .path("requestBody")
            .path("content")
            .valueStream()
            .anyMatch(content -> content.at("/schema/format").asString("").equals("binary"));
    return new Operation(
        operation.path("operationId").asString(""),
        List.copyOf(parameters),
        Map.copyOf(bodies),
        isBinary);
  }

  private List<Parameter> parameters(String pointer, JsonNode list) {
    var parameters = new ArrayList<Parameter>();
    int index = 0;
    for (var item : list) {
      String reference = item.path("$ref").asString("");
      String place = reference.isEmpty() ? pointer + "/" + index : reference.substring(1);
      var parameter = reference.isEmpty() ? item : document.at(place);
      if (!parameter.path("in").asString().equals("header")) {
        parameters.add(new Parameter(parameter, definition(parameter), schema(place + "/schema")));
      }
      index++;
    }
    return parameters;
  }

  private JsonNode definition(JsonNode parameter) {
    var schema = parameter.path("schema");
    String reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  private static String plain(String... names) {
    return pointer(names).replace("%7B", "{").replace("%7D", "}");
  }
}
