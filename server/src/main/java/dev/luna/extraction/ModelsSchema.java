package dev.luna.extraction;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.luna.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Finds everything that is wrong with a models file at once. The schema is part of the manual. */
final class ModelsSchema {
  private static final String PLACE = "/docs/models.schema.json";

  private final Schema schema = load();

  /** One sentence for each problem, with the field's path. */
  List<String> problems(JsonNode document) {
    return schema.validate(document).stream().map(ModelsSchema::sentence).distinct().toList();
  }

  private static String sentence(Error error) {
    String place = error.getInstanceLocation().toString();
    return (place.isEmpty() ? "" : place + " ") + error.getMessage();
  }

  private static Schema load() {
    var config =
        SchemaRegistryConfig.builder().pathType(PathType.JSON_PATH).locale(Locale.ROOT).build();
    try (var in = ModelsSchema.class.getResourceAsStream(PLACE)) {
      if (in == null) {
        throw new IllegalStateException(PLACE + " is not on the class path");
      }
      return SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config))
          .getSchema(Json.MAPPER.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
