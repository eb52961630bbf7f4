package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table {@code subtasks}. */
public final class SubtaskStore {
  private final Database database;

  public SubtaskStore(Database database) {
    this.database = database;
  }

  /**
   * The right to work on a subtask.
   *
   * @param epoch grows with each claim of the subtask; writes that name an older one are refused
   * @param position where the last committed chunk ended; null at the start
   * @param summary what has been committed so far; null at the start
   */
  public record Claim(
      long subtaskId,
      long taskId,
      int epoch,
      JsonNode part,
      @Nullable String position,
      @Nullable JsonNode summary) {}

  /** Adds the parts in their order and returns their ids. */
  public List<Long> insert(long taskId, List<JsonNode> parts, Instant now) {
    var contents = parts.stream().map(JsonNode::toString).toList();
    return database.query(handle ->
        handle
            .select(
                """
                insert into subtasks (task_id, subtask_status, content, create_time)
                select :task, 0, part::json, :now
                from unnest(:parts) with ordinality as parts (part, place)
                order by place
                returning subtask_id
                """)
            .bind("task", taskId)
            .bindArray("parts", String.class, contents)
            .bind("now", now)
            .mapTo(Long.class)
            .list());
  }

  /** Claims a subtask that has not ended; whoever had it before cannot write any more. */
  public Optional<Claim> claim(long subtaskId) {
    return database.query(handle ->
        handle
            .select(
                """
                update subtasks
                set subtask_status = 1,
                    epoch = epoch + 1
                where subtask_id = :id
                  and subtask_status in (0, 1)
                returning *
                """)
            .bind("id", subtaskId)
            .map((row, context) ->
                new Claim(
                    row.getLong("subtask_id"),
                    row.getLong("task_id"),
                    row.getInt("epoch"),
                    Json.MAPPER.readTree(row.getString("content")),
                    row.getString("position"),
                    json(row.getString("summary"))))
            .findOne());
  }

  /** Writes the cursor of a claim; false if the claim was lost or the subtask has ended. */
  public boolean advance(Claim claim, @Nullable String position, JsonNode summary) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update subtasks
                set position = :position,
                    summary = :summary::json
                where subtask_id = :id
                  and epoch = :epoch
                  and subtask_status = 1
                """)
            .bind("position", position)
            .bind("summary", summary.toString())
            .bind("id", claim.subtaskId())
            .bind("epoch", claim.epoch())
            .execute())
        == 1;
  }

  /** Ends the subtask of a claim; false if the claim was lost or the subtask has ended. */
  public boolean end(Claim claim, SubtaskState.Event event, Instant now) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update subtasks
                set subtask_status = :to,
                    end_time = :now
                where subtask_id = :id
                  and epoch = :epoch
                  and subtask_status = 1
                """)
            .bind("to", SubtaskState.IN_PROGRESS.next(event).number())
            .bind("now", now)
            .bind("id", claim.subtaskId())
            .bind("epoch", claim.epoch())
            .execute())
        == 1;
  }

  /** Ends all subtasks of a task that have not ended. */
  public void cancelOf(long taskId, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update subtasks
                set subtask_status = 2,
                    end_time = :now
                where task_id = :task
                  and subtask_status in (0, 1)
                """)
            .bind("now", now)
            .bind("task", taskId)
            .execute());
  }

  /** How many subtasks of a task have not ended. */
  public long countOpen(long taskId) {
    return count(taskId, "subtask_status in (0, 1)");
  }

  public long countFailed(long taskId) {
    return count(taskId, "subtask_status = 3");
  }

  /** In the order of planning. */
  public List<Subtask> of(long taskId) {
    return database.query(handle ->
        handle
            .select("select * from subtasks where task_id = :task order by subtask_id")
            .bind("task", taskId)
            .map((row, context) ->
                new Subtask(
                    row.getLong("subtask_id"),
                    row.getLong("task_id"),
                    SubtaskState.of(row.getInt("subtask_status")),
                    Json.MAPPER.readTree(row.getString("content")),
                    Columns.time(row, "create_time"),
                    Columns.optionalTime(row, "end_time")))
            .list());
  }

  /** The partial results that there are. */
  public List<JsonNode> summaries(long taskId) {
    return database.query(handle ->
        handle
            .select("select summary from subtasks where task_id = :task and summary is not null")
            .bind("task", taskId)
            .map((row, context) -> Json.MAPPER.readTree(row.getString("summary")))
            .list());
  }

  private long count(long taskId, String condition) {
    return database.query(handle ->
        handle
            .select("select count(*) from subtasks where task_id = :task and <condition>")
            .define("condition", condition)
            .bind("task", taskId)
            .mapTo(Long.class)
            .one());
  }

  private static @Nullable JsonNode json(@Nullable String text) {
    return text == null ? null : Json.MAPPER.readTree(text);
  }
}
