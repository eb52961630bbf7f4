package dev.luna.tasks.notifications;

import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Several notifications in a few lines for people: many of subtasks are condensed into one. */
final class Message {
  /** What one message of Telegram may have; more notifications are cut, never split. */
  static final int LONGEST = 4096;

  private static final int LISTED = 3;

  private Message() {}

  /**
   * @param bodies of notifications of one task, in their order
   */
  static String of(List<JsonNode> bodies) {
    var lines = new ArrayList<String>();
    var subtasks = bodies.stream().filter(body -> body.has("subtask_id")).toList();
    if (subtasks.size() > LISTED) {
      lines.add(condensed(subtasks));
    } else {
      subtasks.forEach(body -> lines.add(subtask(body)));
    }
    bodies.stream().filter(body -> !body.has("subtask_id")).map(Message::task).forEach(lines::add);
    String text = String.join("\n", lines);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  private static String task(JsonNode body) {
    var state = TaskState.of(body.path("task_status").asInt());
    String description = body.path("description").asString("");
    return "Task %d%s: %s, %s"
        .formatted(
            body.path("task_id").asLong(),
            description.isEmpty() ? "" : " (" + description + ")",
            name(state.name()),
            parts(body));
  }

  private static String subtask(JsonNode body) {
    return "Task %d, subtask %d: %s, %s"
        .formatted(
            body.path("task_id").asLong(),
            body.path("subtask_id").asLong(),
            state(body),
            parts(body));
  }

  private static String condensed(List<JsonNode> bodies) {
    Map<String, Long> counts =
        bodies.stream()
            .collect(Collectors.groupingBy(Message::state, TreeMap::new, Collectors.counting()));
    var latest =
        bodies.stream()
            .max(Comparator.comparingInt(body -> body.path("count_task_parts_done").asInt()))
            .orElseThrow();
    return "Task %d, %d changes of subtasks: %s; %s"
        .formatted(
            latest.path("task_id").asLong(),
            bodies.size(),
            counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ")),
            parts(latest));
  }

  private static String state(JsonNode body) {
    return name(SubtaskState.of(body.path("subtask_status").asInt()).name());
  }

  private static String name(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String parts(JsonNode body) {
    return "%d of %d parts done"
        .formatted(
            body.path("count_task_parts_done").asInt(), body.path("count_task_parts_all").asInt());
  }
}
