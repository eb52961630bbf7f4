package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The table {@code subtasks}. */
public final class SubtaskStore {
  private final Database database;

  public SubtaskStore(Database database) {
    this.database = database;
  }

  /** Adds the parts in their order. */
  public void insert(long taskId, List<Plan.Part<JsonNode>> parts, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into subtasks (task_id, subtask_status, content, position, create_time)
                select :task, 0, part::json, position, :now
                from unnest(:parts, :positions) with ordinality as parts (part, position, place)
                order by place
                """)
            .bind("task", taskId)
            .bindArray(
                "parts", String.class, parts.stream().map(part -> part.part().toString()).toList())
            .bindArray("positions", String.class, parts.stream().map(Plan.Part::position).toList())
            .bind("now", now)
            .execute());
  }

  /** Ends all subtasks of a task that have not ended; returns their ids. */
  public List<Long> cancelOf(long taskId, Instant now) {
    return database.query(handle ->
        handle
            .select(
                """
                update subtasks
                set subtask_status = 2,
                    end_time = :now
                where task_id = :task
                  and subtask_status in (0, 1)
                returning subtask_id
                """)
            .bind("now", now)
            .bind("task", taskId)
            .mapTo(Long.class)
            .list());
  }

  /** How many subtasks of a task have not ended. */
  public long countOpen(long taskId) {
    return count(taskId, List.of(SubtaskState.PENDING, SubtaskState.IN_PROGRESS));
  }

  public long countFailed(long taskId) {
    return count(taskId, List.of(SubtaskState.FAILED));
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
                    row.getObject("result_id", UUID.class),
                    Columns.time(row, "create_time"),
                    Columns.optionalTime(row, "end_time")))
            .list());
  }

  /** What is left of the failed subtasks of a task, in the order of planning. */
  public List<Plan.Part<JsonNode>> failedRests(long taskId) {
    return database.query(handle ->
        handle
            .select(
                """
                select content, position
                from subtasks
                where task_id = :task
                  and subtask_status = 3
                order by subtask_id
                """)
            .bind("task", taskId)
            .map((row, context) ->
                new Plan.Part<>(
                    Json.MAPPER.readTree(row.getString("content")), row.getString("position")))
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

  private long count(long taskId, List<SubtaskState> states) {
    return database.query(handle ->
        handle
            .select(
                """
                select count(*)
                from subtasks
                where task_id = :task
                  and subtask_status = any(:states)
                """)
            .bind("task", taskId)
            .bindArray("states", Integer.class, states.stream().map(SubtaskState::number).toList())
            .mapTo(Long.class)
            .one());
  }
}
