package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** The view {@code subtask_progress} and the table {@code task_samples}. */
public final class ProgressStore {
  private final Database database;

  public ProgressStore(Database database) {
    this.database = database;
  }

  /** How far a task has come, at its end or at {@code now}. */
  public Progress of(Task task, Instant now) {
    Instant end = task.endTime();
    return database.query(handle -> {
      var row =
          handle
              .select(
                  """
                  select :time::timestamptz as sample_time,
                    coalesce(sum(objects_handled), 0)::bigint as objects_done,
                    coalesce(sum(reading_time), 0)::bigint as reading_time,
                    coalesce(sum(changing_time), 0)::bigint as changing_time,
                    coalesce(sum(following_time), 0)::bigint as following_time
                  from subtask_progress
                  where task_id = :task
                  """)
              .bind("time", end == null ? now : end)
              .bind("task", task.taskId())
              .map(ProgressStore::sample)
              .one();
      var samples =
          handle
              .select(
                  """
                  select *
                  from task_samples
                  where task_id = :task
                  order by sample_time
                  """)
              .bind("task", task.taskId())
              .map(ProgressStore::sample)
              .list();
      return new Progress(
          task.createTime(), row, end != null, expected(task.taskId()).orElse(null), samples);
    });
  }

  private Optional<Long> expected(long taskId) {
    return database.query(handle ->
        handle
            .select("select objects_expected from tasks where task_id = :task")
            .bind("task", taskId)
            .mapTo(Long.class)
            .findOne());
  }

  /**
   * Notes how far running tasks have come; the longer one runs, the rarer, so that a day of it has
   * some hundred samples.
   */
  public int sample(Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into task_samples
                select task_id, :now::timestamptz, sum(objects_handled), sum(reading_time), sum(changing_time),
                  sum(following_time)
                from subtask_progress
                where task_id in (
                  select task_id
                  from tasks
                  where task_status = 1
                    and not exists (
                      select
                      from task_samples
                      where task_samples.task_id = tasks.task_id
                        and sample_time > :now::timestamptz - greatest(
                          interval '4 seconds', (:now::timestamptz - tasks.create_time) / 200)
                    )
                )
                group by task_id
                on conflict do nothing
                """)
            .bind("now", now)
            .execute());
    return 0;
  }

  private static Progress.Sample sample(ResultSet row, StatementContext context)
      throws SQLException {
    return new Progress.Sample(
        Columns.time(row, "sample_time"),
        row.getLong("objects_done"),
        Duration.ofMillis(row.getLong("reading_time")),
        Duration.ofMillis(row.getLong("changing_time")),
        Duration.ofMillis(row.getLong("following_time")));
  }
}
