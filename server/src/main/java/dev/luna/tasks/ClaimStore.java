package dev.luna.tasks;

import dev.luna.db.Database;
import dev.luna.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Who works on which row of {@code subtasks}, and what is written under that right. */
public final class ClaimStore {
  private final Database database;

  public ClaimStore(Database database) {
    this.database = database;
  }

  /**
   * Claims the subtask that the lane was at when it was interrupted, or else the next pending one
   * of a task that is in progress and not paused. Whoever had it before cannot write any more.
   * Empty also where the subtask ends while it is claimed: then {@link #isClaimable} knows of a
   * next one. A lane that two nodes began may be at two subtasks, and gets one after the other.
   */
  public Optional<Claim> claim(long taskId, int lane) {
    return database.query(handle ->
        handle
            .select(
                """
                with claimed as (
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
                        order by subtask_id
                        limit 1
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
                    and subtask_status in (0, 1)
                    and exists (
                      select from tasks
                      where task_id = :task
                        and task_status = 1
                        and not paused
                    )
                  returning *
                )
                select claimed.subtask_id, task_id, epoch, content,
                  chunk,
                  case when chunk is null then claimed.position else last.position end as position,
                  coalesce(last.summary, claimed.summary) as summary,
                  coalesce(exhausted, false) as exhausted,
                  coalesce(last.objects_handled, 0) as objects_handled,
                  coalesce(last.reading_time, 0) as reading_time,
                  coalesce(last.changing_time, 0) as changing_time,
                  coalesce(last.following_time, 0) as following_time
                from claimed
                left join lateral (
                  select *
                  from subtask_chunks
                  where subtask_chunks.subtask_id = claimed.subtask_id
                  order by chunk desc
                  limit 1
                ) as last on true
                """)
            .bind("task", taskId)
            .bind("lane", lane)
            .map((row, context) -> claim(row))
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

  /** Writes what was done under a claim up to the end of a chunk. */
  public Written advance(Claim claim, SubtaskProgress progress) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    with held as (
                      select subtask_id, task_id
                      from subtasks
                      where subtask_id = :id
                        and epoch = :epoch
                        and subtask_status = 1
                      for no key update
                    ), written as (
                      insert into subtask_chunks (subtask_id, chunk, position, summary, exhausted,
                        objects_handled, reading_time, changing_time, following_time)
                      select subtask_id, :chunk, :position, :summary::json, :exhausted, :handled,
                        :reading, :changing, :following
                      from held
                    )
                    select case when paused then 'PAUSED' else 'OK' end
                    from held
                    join tasks using (task_id)
                    """),
                claim,
                progress)
            .mapTo(Written.class)
            .findOne()
            .orElse(Written.LOST));
  }

  /**
   * Ends the subtask of a claim; false if the claim was lost or the subtask has ended.
   *
   * @param progress all that was done
   * @param resultId null where it has no result
   */
  public boolean end(
      Claim claim,
      SubtaskState.Event event,
      SubtaskProgress progress,
      @Nullable UUID resultId,
      Instant now) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    with ended as (
                      update subtasks
                      set subtask_status = :to,
                          end_time = :now,
                          result_id = :result,
                          position = :position,
                          summary = :summary::json,
                          objects_handled = :handled,
                          reading_time = :reading,
                          changing_time = :changing,
                          following_time = :following
                      where subtask_id = :id
                        and epoch = :epoch
                        and subtask_status = 1
                      returning subtask_id
                    ), forgotten as (
                      delete from subtask_chunks
                      where subtask_id in (select subtask_id from ended)
                    )
                    select exists (select from ended)
                    """),
                claim,
                progress)
            .bind("to", SubtaskState.IN_PROGRESS.next(event).number())
            .bind("now", now)
            .bind("result", resultId)
            .mapTo(Boolean.class)
            .one());
  }

  private static <T extends SqlStatement<T>> T bind(
      T statement, Claim claim, SubtaskProgress progress) {
    return statement
        .bind("id", claim.subtaskId())
        .bind("epoch", claim.epoch())
        .bind("chunk", progress.chunk())
        .bind("position", progress.position())
        .bind("summary", progress.summary() == null ? null : progress.summary().toString())
        .bind("exhausted", progress.exhausted())
        .bind("handled", progress.handled())
        .bind("reading", progress.reading().toMillis())
        .bind("changing", progress.changing().toMillis())
        .bind("following", progress.following().toMillis());
  }

  private static Claim claim(ResultSet row) throws SQLException {
    String summary = row.getString("summary");
    return new Claim(
        row.getLong("subtask_id"),
        row.getLong("task_id"),
        row.getInt("epoch"),
        Json.MAPPER.readTree(row.getString("content")),
        new SubtaskProgress(
            row.getInt("chunk"),
            row.getString("position"),
            summary == null ? null : Json.MAPPER.readTree(summary),
            row.getBoolean("exhausted"),
            row.getLong("objects_handled"),
            Duration.ofMillis(row.getLong("reading_time")),
            Duration.ofMillis(row.getLong("changing_time")),
            Duration.ofMillis(row.getLong("following_time"))));
  }
}
