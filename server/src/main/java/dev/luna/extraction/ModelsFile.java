package dev.luna.extraction;

import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The models that are configured. The file is read when first needed and when it has changed. */
public final class ModelsFile {
  private final Path file;
  private final Storage storage;
  private final ModelsSchema schema = new ModelsSchema();
  private @Nullable Reading last;

  /** What tells one content of the file from another. */
  private record Stamp(FileTime time, long length, @Nullable Object key) {}

  private record Reading(
      @Nullable Stamp stamp, Map<Model, Network> networks, @Nullable String problem) {}

  /**
   * @param file need not exist, now or later
   * @param storage how descriptors are stored
   */
  public ModelsFile(Path file, Storage storage) {
    this.file = file;
    this.storage = storage;
  }

  /**
   * In the order of the file; empty where there is no file.
   *
   * @throws ModelException if the file is wrong
   */
  public List<Model> models() {
    return List.copyOf(networks().keySet());
  }

  /**
   * @throws ModelException if the file is wrong or does not have it
   */
  public Model model(ModelKind kind, @Nullable Integer version) {
    var models = models();
    return models.stream()
        .filter(model -> model.kind() == kind && Objects.equals(model.version(), version))
        .findFirst()
        .orElseThrow(() ->
            failure(
                "no model is configured for "
                    + wanted(kind, version)
                    + (models.isEmpty()
                        ? ""
                        : "; there are "
                            + models.stream()
                                .map(model -> wanted(model.kind(), model.version()))
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * How a model is run.
   *
   * @throws ModelException if the file is wrong or does not have it any more as it was
   */
  public Network network(Model model) {
    var network = networks().get(model);
    if (network == null) {
      throw failure(model, "it is not configured any more as it was");
    }
    return network;
  }

  /** What is wrong with a model, for the operator. */
  public ModelException failure(Model model, String problem) {
    return failure("model '%s': %s".formatted(model.name(), problem));
  }

  private ModelException failure(String problem) {
    return new ModelException("EXTRACTION.MODELS: %s: %s".formatted(file, problem));
  }

  private static String wanted(ModelKind kind, @Nullable Integer version) {
    return kind.word() + (version == null ? "" : " " + version);
  }

  private synchronized Map<Model, Network> networks() {
    var stamp = stamp();
    if (last == null || !Objects.equals(last.stamp, stamp)) {
      last = stamp == null ? new Reading(null, Map.of(), null) : read(stamp);
    }
    if (last.problem != null) {
      throw failure(last.problem);
    }
    return last.networks;
  }

  private @Nullable Stamp stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw failure("it cannot be looked at (" + e + ")");
    }
  }

  private Reading read(Stamp stamp) {
    try {
      var document = Json.MAPPER.readTree(Files.readString(file));
      var problems = schema.problems(document);
      if (!problems.isEmpty()) {
        return new Reading(stamp, Map.of(), String.join("; ", problems));
      }
      return reading(stamp, document.path("models"));
    } catch (JacksonException e) {
      return new Reading(stamp, Map.of(), "not readable as JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw failure("it cannot be read (" + e + ")");
    }
  }

  private Reading reading(Stamp stamp, JsonNode entries) {
    Path directory = file.toAbsolutePath().getParent();
    var networks = new LinkedHashMap<Model, Network>();
    var places = new LinkedHashMap<String, Integer>();
    var problems = new ArrayList<String>();
    for (var tree : entries) {
      var entry = Json.MAPPER.treeToValue(tree, ModelEntry.class);
      var model = entry.model(storage);
      int place = places.size() + problems.size();
      Integer first = places.putIfAbsent(wanted(model.kind(), model.version()), place);
      if (first != null) {
        problems.add(
            "$.models[%d] is for the same kind and version as $.models[%d]"
                .formatted(place, first));
      }
      networks.put(model, entry.network(Objects.requireNonNull(directory)));
    }
    String problem = problems.isEmpty() ? null : String.join("; ", problems);
    return new Reading(stamp, Collections.unmodifiableMap(networks), problem);
  }
}
