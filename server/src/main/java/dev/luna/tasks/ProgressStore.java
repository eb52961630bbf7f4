package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /**
   * How far each of some tasks has come, by one statement. Of their samples there is only the one
   * that a rate is taken from, and no time spent.
   */
  public Map<Long, Progress> of(List<Task> tasks, Instant now) {
    var byId = tasks.stream().collect(Collectors.toMap(Task::taskId, Function.identity()));
    return database.query(handle ->
        handle
            .select(
                """
                select tasks.task_id, tasks.objects_expected, done.objects, earlier.sample_time,
                  earlier.objects_done
                from tasks
                cross join lateral (
                  select coalesce(sum(objects_handled), 0)::bigint as objects
                  from subtask_progress
                  where subtask_progress.task_id = tasks.task_id
                ) as done
                left join lateral (
                  select sample_time, objects_done
                  from task_samples
                  where task_samples.task_id = tasks.task_id
                    and sample_time <= :limit::timestamptz
                  order by sample_time desc
                  limit 1
                ) as earlier on true
                where tasks.task_id = any(:tasks)
                """)
            .bind("limit", now.minus(Progress.WINDOW))
            .bindArray("tasks", Long.class, byId.keySet())
            .map((row, context) -> {
              var task = Objects.requireNonNull(byId.get(row.getLong("task_id")));
              return Map.entry(task.taskId(), brief(row, task, now));
            })
            .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Progress brief(ResultSet row, Task task, Instant now) throws SQLException {
    Instant end = task.endTime();
    var earlier =
        row.getObject("sample_time") == null
            ? List.<Progress.Sample>of()
            : List.of(at(Columns.time(row, "sample_time"), row.getLong("objects_done")));
    return new Progress(
        task.createTime(),
        at(end == null ? now : end, row.getLong("objects")),
        end != null,
        row.getObject("objects_expected", Long.class),
        earlier);
  }

  private static Progress.Sample at(Instant time, long objects) {
    return new Progress.Sample(time, objects, Duration.ZERO, Duration.ZERO, Duration.ZERO);
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
