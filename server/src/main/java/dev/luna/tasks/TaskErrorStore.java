package dev.luna.tasks;

import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.errors.ErrorCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code task_errors}. */
public final class TaskErrorStore {
  private final Database database;

  public TaskErrorStore(Database database) {
    this.database = database;
  }

  public void insert(
      long taskId, @Nullable Long subtaskId, ErrorCode code, String detail, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into task_errors (task_id, subtask_id, error_code, description, detail,
                  error_time)
                values (:task, :subtask, :code, :description, :detail, :now)
                """)
            .bind("task", taskId)
            .bind("subtask", subtaskId)
            .bind("code", code.number())
            .bind("description", code.desc())
            .bind("detail", detail)
            .bind("now", now)
            .execute());
  }

  /** Errors of a task, newest first. */
  public List<TaskError> page(long taskId, Page page) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from task_errors
                where task_id = :task
                order by error_id desc
                limit :limit
                offset :offset
                """)
            .bind("task", taskId)
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map((row, context) ->
                new TaskError(
                    row.getLong("error_id"),
                    row.getLong("task_id"),
                    row.getObject("subtask_id", Long.class),
                    row.getInt("error_code"),
                    row.getString("description"),
                    row.getString("detail"),
                    row.getTimestamp("error_time").toInstant(),
                    row.getString("additional_info")))
            .list());
  }

  public long count(
      long taskId, @Nullable Instant from, @Nullable Instant before, @Nullable Integer code) {
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
