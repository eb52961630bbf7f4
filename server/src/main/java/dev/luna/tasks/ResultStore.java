package dev.luna.tasks;

import dev.luna.db.Database;
import dev.luna.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Results of tasks. Each chunk of work leaves its items as one block in the transaction that has
 * their effect; a result is its summary with the blocks of each list put in, one at a time, so that
 * its size never matters to memory.
 */
public final class ResultStore {
  private final Database database;

  public ResultStore(Database database) {
    this.database = database;
  }

  /** Keeps what a chunk handled, by list. */
  public void append(long taskId, long subtaskId, Map<String, List<String>> items) {
    items.forEach((field, values) -> {
      if (!values.isEmpty()) {
        append(taskId, subtaskId, field, quote(values));
      }
    });
  }

  /** The result without the items of its lists; empty if the task has none. */
  public Optional<JsonNode> summary(long taskId) {
    return database.query(handle ->
        handle
            .select("select summary from tasks where task_id = :id and summary is not null")
            .bind("id", taskId)
            .map((row, context) -> Json.MAPPER.readTree(row.getString("summary")))
            .findOne());
  }

  /** Hands over the blocks of a list in order: JSON values with commas between them. */
  public void forEachBlock(long taskId, String field, Consumer<String> consumer) {
    long subtaskId = 0;
    int block = 0;
    for (var next = after(taskId, field, subtaskId, block);
        next.isPresent();
        next = after(taskId, field, subtaskId, block)) {
      consumer.accept(next.get().items());
      subtaskId = next.get().subtaskId();
      block = next.get().block();
    }
  }

  private record Block(long subtaskId, int block, String items) {}

  private Optional<Block> after(long taskId, String field, long subtaskId, int block) {
    return database.query(handle ->
        handle
            .select(
                """
                select subtask_id, block, items
                from task_result_blocks
                where task_id = :task
                  and field = :field
                  and (subtask_id, block) > (:subtask, :block)
                order by subtask_id, block
                limit 1
                """)
            .bind("task", taskId)
            .bind("field", field)
            .bind("subtask", subtaskId)
            .bind("block", block)
            .map((row, context) ->
                new Block(row.getLong("subtask_id"), row.getInt("block"), row.getString("items")))
            .findOne());
  }

  private void append(long taskId, long subtaskId, String field, String items) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into task_result_blocks (task_id, field, subtask_id, block, items)
                select :task, :field, :subtask, coalesce(max(block), 0) + 1, :items
                from task_result_blocks
                where task_id = :task
                  and field = :field
                  and subtask_id = :subtask
                """)
            .bind("task", taskId)
            .bind("field", field)
            .bind("subtask", subtaskId)
            .bind("items", items)
            .execute());
  }

  private static String quote(List<String> values) {
    return values.stream().map(Json.MAPPER::writeValueAsString).collect(Collectors.joining(","));
  }
}
