package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
   * @param exhausted whether its last chunk was committed and only its end is left to do
   */
  public record Claim(
      long subtaskId,
      long taskId,
      int epoch,
      JsonNode part,
      @Nullable String position,
      @Nullable JsonNode summary,
      boolean exhausted) {
    /** Whether chunks of it were committed before. */
    public boolean isBegun() {
      return position != null || exhausted;
    }
  }

  /**
   * What a commit adds to a subtask.
   *
   * @param position where the next chunk begins
   * @param summary of all that was committed
   * @param exhausted whether there is no next chunk
   * @param handled objects of this commit
   * @param reading time that finding and reading them took
   * @param changing time that the rest of the chunk took
   * @param following time that went to what chunks before left to be done after their commit
   */
  public record Progress(
      @Nullable String position,
      JsonNode summary,
      boolean exhausted,
      int handled,
      Duration reading,
      Duration changing,
      Duration following) {}

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

  /**
   * Claims the subtask that the lane was at when it was interrupted, or else the next pending one
   * of a task that is in progress and not paused. Whoever had it before cannot write any more.
   */
  public Optional<Claim> claim(long taskId, int lane) {
    return database.query(handle ->
        handle
            .select(
                """
                update subtasks
                set subtask_status = 1,
                    epoch = epoch + 1,
                    lane = :lane
                where subtask_id = coalesce(
                    (
                      select subtask_id
                      from subtasks
                      where task_id = :task
                        and subtask_status = 1
                        and lane = :lane
                    ),
                    (
                      select subtask_id
                      from subtasks
                      where task_id = :task
                        and subtask_status = 0
                      order by subtask_id
                      limit 1
                      for update skip locked
                    ))
                  and exists (
                    select from tasks
                    where task_id = :task
                      and task_status = 1
                      and not paused
                  )
                returning *
                """)
            .bind("task", taskId)
            .bind("lane", lane)
            .map((row, context) ->
                new Claim(
                    row.getLong("subtask_id"),
                    row.getLong("task_id"),
                    row.getInt("epoch"),
                    Json.MAPPER.readTree(row.getString("content")),
                    row.getString("position"),
                    json(row.getString("summary")),
                    row.getBoolean("exhausted")))
            .findOne());
  }

  /** Whether {@link #claim} would find a subtask if the task is in progress and not paused. */
  public boolean isClaimable(long taskId, int lane) {
    return database.query(handle ->
        handle
            .select(
                """
                select exists (
                  select from subtasks
                  where task_id = :task
                    and (subtask_status = 0 or (subtask_status = 1 and lane = :lane))
                )
                """)
            .bind("task", taskId)
            .bind("lane", lane)
            .mapTo(Boolean.class)
            .one());
  }

  /** What a write under a claim found. */
  public enum Written {
    OK,
    /** Written, but the task is paused: no further chunk should begin. */
    PAUSED,
    /** Nothing was written: the claim was lost or the subtask has ended. */
    LOST
  }

  /** Writes the progress of a claim. */
  public Written advance(Claim claim, Progress progress) {
    return database.query(handle ->
        handle
            .select(
                """
                update subtasks
                set position = :position,
                    summary = :summary::json,
                    exhausted = :exhausted,
                    objects_handled = objects_handled + :handled,
                    reading_time = reading_time + :reading,
                    changing_time = changing_time + :changing,
                    following_time = following_time + :following
                where subtask_id = :id
                  and epoch = :epoch
                  and subtask_status = 1
                returning (
                  select case when paused then 'PAUSED' else 'OK' end
                  from tasks
                  where tasks.task_id = subtasks.task_id
                )
                """)
            .bind("position", progress.position())
            .bind("summary", progress.summary().toString())
            .bind("exhausted", progress.exhausted())
            .bind("handled", progress.handled())
            .bind("reading", progress.reading().toMillis())
            .bind("changing", progress.changing().toMillis())
            .bind("following", progress.following().toMillis())
            .bind("id", claim.subtaskId())
            .bind("epoch", claim.epoch())
            .mapTo(Written.class)
            .findOne()
            .orElse(Written.LOST));
  }

  /**
   * Ends the subtask of a claim; false if the claim was lost or the subtask has ended.
   *
   * @param resultId null where it has no result
   */
  public boolean end(Claim claim, SubtaskState.Event event, @Nullable UUID resultId, Instant now) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update subtasks
                set subtask_status = :to,
                    end_time = :now,
                    result_id = :result
                where subtask_id = :id
                  and epoch = :epoch
                  and subtask_status = 1
                """)
            .bind("to", SubtaskState.IN_PROGRESS.next(event).number())
            .bind("now", now)
            .bind("result", resultId)
            .bind("id", claim.subtaskId())
            .bind("epoch", claim.epoch())
            .execute())
        == 1;
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

  private static @Nullable JsonNode json(@Nullable String text) {
    return text == null ? null : Json.MAPPER.readTree(text);
  }
}
