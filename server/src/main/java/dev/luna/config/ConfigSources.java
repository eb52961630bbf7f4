package dev.luna.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The layers that settings come from, each as a map of full names to values. */
public final class ConfigSources {
  private static final String PREFIX = "LUNA_ADMIN_";

  private ConfigSources() {}

  /**
   * A YAML file of sections.
   *
   * @throws InvalidConfigException if it is not YAML of that shape
   * @throws UncheckedIOException if it cannot be read
   */
  public static Map<String, String> file(Path file) {
    try {
      var values = new LinkedHashMap<String, String>();
      for (var section : new YAMLMapper().readTree(Files.readString(file)).properties()) {
        for (var setting : section.getValue().properties()) {
          values.put(section.getKey() + "." + setting.getKey(), text(setting.getValue()));
        }
      }
      return values;
    } catch (JacksonException e) {
      throw new InvalidConfigException(
          java.util.List.of(file + ": not readable as YAML: " + e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** Variables {@code LUNA_ADMIN_SECTION_KEY}. */
  public static Map<String, String> environment(Map<String, String> variables) {
    var byVariable = new LinkedHashMap<String, String>();
    Settings.names().forEach(name -> byVariable.put(PREFIX + name.replace('.', '_'), name));
    var values = new LinkedHashMap<String, String>();
    variables.forEach((variable, value) -> {
      if (variable.startsWith(PREFIX)) {
        values.put(byVariable.getOrDefault(variable, unknown(variable)), value);
      }
    });
    return values;
  }

  private static String unknown(String variable) {
    return variable.substring(PREFIX.length()).replaceFirst("_", ".");
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asString() : value.toString();
  }
}
