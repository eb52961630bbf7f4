package dev.luna.tasks.engine;

import dev.luna.json.Json;
import dev.luna.tasks.Summary;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The kinds of task that run here, by type. */
public final class Kinds {
  private final Map<TaskType, TaskKind<?, ?, ?>> byType = new EnumMap<>(TaskType.class);

  public Kinds(List<TaskKind<?, ?, ?>> kinds) {
    kinds.forEach(kind -> byType.put(kind.type(), kind));
  }

  /** The types of task that run here. */
  public List<TaskType> types() {
    return List.copyOf(byType.keySet());
  }

  /**
   * @throws IllegalArgumentException if this product does not run tasks of that type
   */
  TaskKind<?, ?, ?> of(TaskType type) {
    var kind = byType.get(type);
    if (kind == null) {
      throw new IllegalArgumentException("tasks of type %s do not run here".formatted(type));
    }
    return kind;
  }

  static <S extends Summary<S>> S summary(TaskKind<?, ?, S> kind, @Nullable JsonNode stored) {
    return stored == null ? kind.empty() : Json.MAPPER.treeToValue(stored, kind.summaryType());
  }

  static <C> C content(TaskKind<C, ?, ?> kind, JsonNode stored) {
    return Json.convert(stored, kind.contentType());
  }
}
