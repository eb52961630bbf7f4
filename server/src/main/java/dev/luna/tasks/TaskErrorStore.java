package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.errors.ErrorCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code task_errors}. */
public final class TaskErrorStore {
  private final Database database;
  private final Counters counters;

  public TaskErrorStore(Database database) {
    this.database = database;
    this.counters = new Counters(database);
  }

  /**
   * @param additionalInfo the object's id where there is one
   */
  public void insert(
      long taskId,
      @Nullable Long subtaskId,
      ErrorCode code,
      String detail,
      @Nullable String additionalInfo,
      Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into task_errors (task_id, subtask_id, error_code, description, detail,
                  error_time, additional_info)
                values (:task, :subtask, :code, :description, :detail, :now, :info)
                """)
            .bind("task", taskId)
            .bind("subtask", subtaskId)
            .bind("code", code.number())
            .bind("description", code.desc())
            .bind("detail", detail)
            .bind("now", now)
            .bind("info", additionalInfo)
            .execute());
  }

  /**
   * Ids of objects that failed in a task, in their order.
   *
   * @param after those behind this one; null for the first ones
   */
  public List<String> objects(long taskId, @Nullable String after, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select distinct additional_info
                from task_errors
                where task_id = :task
                  and additional_info > :after
                order by additional_info
                limit :limit
                """)
            .bind("task", taskId)
            .bind("after", after == null ? "" : after)
            .bind("limit", limit)
            .mapTo(String.class)
            .list());
  }

  /** Errors of a task, newest first. */
  public List<TaskError> page(long taskId, Page page) {
    var place = counters.seek(Counter.TASK_ERRORS, String.valueOf(taskId), page.offset());
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from task_errors
                where task_id = :task
                  and error_id < coalesce(:below, 9223372036854775807)
                order by error_id desc
                limit :limit
                offset :skip
                """)
            .bind("task", taskId)
            .bind("below", place.below())
            .bind("limit", page.size())
            .bind("skip", place.rest())
            .map((row, context) ->
                new TaskError(
                    row.getLong("error_id"),
                    row.getLong("task_id"),
                    row.getObject("subtask_id", Long.class),
                    row.getInt("error_code"),
                    row.getString("description"),
                    row.getString("detail"),
                    Columns.time(row, "error_time"),
                    row.getString("additional_info")))
            .list());
  }

  public long count(
      long taskId, @Nullable Instant from, @Nullable Instant before, @Nullable Integer code) {
    if (from == null && before == null && code == null) {
      return counters.value(Counter.TASK_ERRORS, String.valueOf(taskId));
    }
    return database.query(handle ->
        handle
            .select(
                """
                select count(*)
                from task_errors
                where task_id = :task
                  and (:from::timestamptz is null or error_time >= :from)
                  and (:before::timestamptz is null or error_time < :before)
                  and (:code::integer is null or error_code = :code)
                """)
            .bind("task", taskId)
            .bind("from", from)
            .bind("before", before)
            .bind("code", code)
            .mapTo(Long.class)
            .one());
  }
}
