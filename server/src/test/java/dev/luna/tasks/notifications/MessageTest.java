package dev.luna.tasks.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessageTest {
  @Test
  void anEndIsOneLine() {
    assertThat(Message.of(List.of(task("nightly"))))
        .isEqualTo("Task 7 (nightly): failed, 4 of 5 parts done");
    assertThat(Message.of(List.of(task("")))).isEqualTo("Task 7: failed, 4 of 5 parts done");
  }

  @Test
  void aFewSubtasksAreListed() {
    assertThat(Message.of(List.of(subtask(1, 1, 0), subtask(1, 5, 1), task(""))))
        .isEqualTo(
            """
            Task 7, subtask 1: in progress, 0 of 5 parts done
            Task 7, subtask 1: done, 1 of 5 parts done
            Task 7: failed, 4 of 5 parts done\
            """);
  }

  @Test
  void manySubtasksAreAdded() {
    assertThat(
            Message.of(
                List.of(
                    subtask(1, 1, 0),
                    subtask(2, 1, 0),
                    subtask(1, 5, 1),
                    subtask(2, 3, 1),
                    task(""))))
        .isEqualTo(
            """
            Task 7, 4 changes of subtasks: 1 done, 1 failed, 2 in progress; 1 of 5 parts done
            Task 7: failed, 4 of 5 parts done\
            """);
  }

  @Test
  void aMessageIsNeverLongerThanWhatIsTaken() {
    var bodies = new ArrayList<>(Collections.nCopies(1000, subtask(1, 1, 0)));
    bodies.add(task("x".repeat(5000)));

    assertThat(Message.of(bodies)).hasSize(Message.LONGEST).endsWith("…");
  }

  private static JsonNode task(String description) {
    return Json.MAPPER.readTree(
        """
        {"task_id":7,"task_status":3,"description":"%s","count_task_parts_done":4,
         "count_task_parts_all":5}\
        """
            .formatted(description));
  }

  private static JsonNode subtask(long id, int status, int done) {
    return Json.MAPPER.readTree(
        """
        {"task_id":7,"subtask_id":%d,"subtask_status":%d,"count_task_parts_done":%d,
         "count_task_parts_all":5}\
        """
            .formatted(id, status, done));
  }
}
