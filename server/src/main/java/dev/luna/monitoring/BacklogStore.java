package dev.luna.monitoring;

import dev.luna.db.Database;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskType;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Counts what waits, each by an index that has nothing else in it. */
public final class BacklogStore {
  /** So far queues are counted. */
  static final int MOST = 100_000;

  private final Database database;

  public BacklogStore(Database database) {
    this.database = database;
  }

  Backlog read() {
    return database.transaction(handle -> {
      var tasks = tasks(handle);
      return handle
          .select(
              """
              select
                (select count(*) from (
                  select from subtasks where subtask_status = 0 limit :most) as p) as pending,
                (select count(*) from (
                  select from subtasks where subtask_status = 1 limit :most) as r) as running,
                coalesce((
                  select extract(epoch from max(now() - last_heartbeat))
                  from scheduled_tasks
                  where picked), 0) as claim_age,
                coalesce((
                  select extract(epoch from max(now() - execution_time))
                  from scheduled_tasks
                  where not picked
                    and execution_time < now()), 0) as queue_wait,
                n.count as notifications,
                coalesce(extract(epoch from n.age), 0) as notification_age,
                (select count(*) from (select from blob_removals limit :most) as b) as contents
              from (
                select count(*), max(now() - create_time) as age
                from (
                  select create_time
                  from notification_deliveries
                  where status = 0
                  limit :most
                ) as waiting
              ) as n
              """)
          .bind("most", MOST)
          .map((row, context) ->
              new Backlog(
                  tasks,
                  row.getLong("pending"),
                  row.getLong("running"),
                  Math.max(0, row.getDouble("claim_age")),
                  row.getDouble("queue_wait"),
                  row.getLong("notifications"),
                  Math.max(0, row.getDouble("notification_age")),
                  row.getLong("contents")))
          .one();
    });
  }

  private static Map<Backlog.Kind, Long> tasks(Handle handle) {
    return handle
        .select(
            """
            select task_type, task_status, count(*) as count
            from tasks
            where task_status in (0, 1, 4)
            group by task_type, task_status
            """)
        .map((row, context) ->
            Map.entry(
                new Backlog.Kind(
                    TaskType.of(row.getInt("task_type")), TaskState.of(row.getInt("task_status"))),
                row.getLong("count")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
