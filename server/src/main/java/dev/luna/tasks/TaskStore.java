package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table {@code tasks}. */
public final class TaskStore {
  /**
   * Of a task in progress the ended subtasks are counted when somebody asks: none waits to count.
   */
  private static final String ENDED =
      """
      left join lateral (
        select (count(*) filter (where subtask_status = 5))::integer as ended_parts,
          max(end_time) as ended_last
        from subtasks
        where subtasks.task_id = tasks.task_id
        having tasks.task_status = 1
      ) as ended on true
      """;

  private final Database database;
  private final Counters counters;

  public TaskStore(Database database) {
    this.database = database;
    this.counters = new Counters(database);
  }

  public long insert(Task.New task, Instant now) {
    var policy = task.notificationPolicy();
    return database.query(handle ->
        handle
            .select(
                """
                insert into tasks (task_type, task_status, content, description, account_id,
                  schedule_id, notification_policy, result_ttl, retry_of, create_time,
                  last_update_time)
                values (:type, 0, :content::json, :description, :account, :schedule, :policy::json,
                  :ttl, :retryOf, :now, :now)
                returning task_id
                """)
            .bind("type", task.type().number())
            .bind("content", task.content().toString())
            .bind("description", task.description())
            .bind("account", task.accountId())
            .bind("schedule", task.scheduleId())
            .bind("policy", policy == null ? null : policy.toString())
            .bind("ttl", task.resultTtl())
            .bind("retryOf", task.retryOf())
            .bind("now", now)
            .mapTo(Long.class)
            .one());
  }

  public Optional<Task> byId(long taskId) {
    return find(taskId, "");
  }

  /**
   * Holds the task against changes by others until the transaction ends. Rows that refer to it can
   * still be added.
   */
  public Optional<Task> lock(long taskId) {
    return find(taskId, "for no key update of tasks");
  }

  /** Holds the task also against rows that refer to it, so that it can be removed. */
  public Optional<Task> lockForRemoval(long taskId) {
    return find(taskId, "for update of tasks");
  }

  /** Newest first. */
  public List<Task> page(TaskFilter filter, Page page) {
    var place =
        filter.equals(TaskFilter.ALL)
            ? counters.seek(Counter.TASKS, Counter.ALL, page.offset())
            : new Counters.Place(null, page.offset());
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select tasks.*, ended.*
                    from (
                      select *
                      from tasks
                      where <filter>
                        and task_id < coalesce(:below, 9223372036854775807)
                      order by task_id desc
                      limit :limit
                      offset :skip
                    ) as tasks
                    <ended>
                    order by task_id desc
                    """),
                filter)
            .define("ended", ENDED)
            .bind("below", place.below())
            .bind("limit", page.size())
            .bind("skip", place.rest())
            .map(TaskStore::task)
            .list());
  }

  public long count(TaskFilter filter) {
    if (filter.equals(TaskFilter.ALL)) {
      return counters.value(Counter.TASKS, Counter.ALL);
    }
    return database.query(handle ->
        bind(handle.select("select count(*) from tasks where <filter>"), filter)
            .mapTo(Long.class)
            .one());
  }

  /**
   * Moves a task, which the caller has locked, from one state to the next.
   *
   * @throws IllegalStateException if the event is illegal there, or the task is not in {@code from}
   */
  public void move(long taskId, TaskState from, TaskState.Event event, Instant now) {
    TaskState to = from.next(event);
    int moved =
        database.query(handle ->
            handle
                .createUpdate(
                    """
                    update tasks
                    set task_status = :to,
                        end_time = :end,
                        last_update_time = :now,
                        paused = paused and :end::timestamptz is null,
                        parts_done = (
                          select count(*)
                          from subtasks
                          where subtasks.task_id = :id
                            and subtask_status = 5
                        )
                    where task_id = :id
                      and task_status = :from
                    """)
                .bind("to", to.number())
                .bind("end", Columns.parameter(to.isFinal() ? now : null))
                .bind("now", now)
                .bind("id", taskId)
                .bind("from", from.number())
                .execute());
    if (moved != 1) {
      throw new IllegalStateException(
          "task %d is not %s any more, so it was not locked".formatted(taskId, from));
    }
  }

  /**
   * Adds to what a task has to do.
   *
   * @param objects how many more are expected; null if not known
   */
  public void planned(long taskId, int parts, @Nullable Long objects) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update tasks
                set parts_all = parts_all + :parts,
                    objects_expected = coalesce(objects_expected, 0) + :objects
                where task_id = :id
                """)
            .bind("parts", parts)
            .bind("objects", objects)
            .bind("id", taskId)
            .execute());
  }

  /** Whether a task that has not ended exists, which then is paused or not. */
  public boolean setPaused(long taskId, boolean paused, Instant now) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update tasks
                set paused = :paused,
                    last_update_time = :now
                where task_id = :id
                  and end_time is null
                """)
            .bind("paused", paused)
            .bind("now", now)
            .bind("id", taskId)
            .execute())
        == 1;
  }

  /** Gives a task, which the caller has locked, another policy. */
  public void setNotificationPolicy(long taskId, JsonNode policy) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update tasks
                set notification_policy = :policy::json
                where task_id = :id
                """)
            .bind("policy", policy.toString())
            .bind("id", taskId)
            .execute());
  }

  /** Gives a done task its result, for as long as it is to be kept. */
  public void setResult(long taskId, UUID resultId, JsonNode result) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update tasks
                set result_id = :result,
                    summary = :summary::json,
                    result_expire_time = end_time + result_ttl * interval '1 day'
                where task_id = :id
                """)
            .bind("result", resultId)
            .bind("summary", result.toString())
            .bind("id", taskId)
            .execute());
  }

  /**
   * Objects a second of the last task of a type, with the same target as {@code content}, that is
   * done and handled any.
   */
  public OptionalDouble lastRate(TaskType type, JsonNode content) {
    return database
        .query(handle ->
            handle
                .select(
                    """
                    select objects / seconds
                    from (
                      select task_id, sum(objects_handled)::float8 as objects,
                        greatest(
                          extract(epoch from tasks.end_time - tasks.create_time), 0.001)::float8
                          as seconds
                      from tasks
                      join subtasks using (task_id)
                      where task_type = :type
                        and task_status = 5
                        and coalesce(tasks.content ->> 'target', '') = :target
                        and coalesce(tasks.content ->> 'extraction_target', '') = :extraction
                      group by task_id
                      order by task_id desc
                      limit 10
                    ) as done
                    where objects > 0
                    order by task_id desc
                    limit 1
                    """)
                .bind("type", type.number())
                .bind("target", content.path("target").asString(""))
                .bind("extraction", content.path("extraction_target").asString(""))
                .mapTo(Double.class)
                .findOne())
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }

  /** Removes a task with its subtasks, errors and result. */
  public void delete(long taskId) {
    database.inTransaction(handle ->
        handle.createUpdate("delete from tasks where task_id = :id").bind("id", taskId).execute());
  }

  private Optional<Task> find(long taskId, String locking) {
    return database.query(handle ->
        handle
            .select(
                """
                select tasks.*, ended.*
                from tasks
                <ended>
                where tasks.task_id = :id
                <locking>
                """)
            .define("ended", ENDED)
            .define("locking", locking)
            .bind("id", taskId)
            .map(TaskStore::task)
            .findOne());
  }

  private static <T extends SqlStatement<T>> T bind(T statement, TaskFilter filter) {
    var type = filter.type();
    var state = filter.state();
    return statement
        .define(
            "filter",
            new Conditions()
                .when(filter.taskIds(), "task_id = any(:ids)")
                .when(filter.accountId(), "account_id = :account")
                .when(filter.createdFrom(), "create_time >= :createdFrom")
                .when(filter.createdBefore(), "create_time < :createdBefore")
                .when(filter.endedFrom(), "end_time >= :endedFrom")
                .when(filter.endedBefore(), "end_time < :endedBefore")
                .when(type, "task_type = :type")
                .when(state, "task_status = :state")
                .when(filter.scheduleId(), "schedule_id = :schedule")
                .toString())
        .bindArray("ids", Long.class, filter.taskIds())
        .bind("account", filter.accountId())
        .bind("createdFrom", Columns.parameter(filter.createdFrom()))
        .bind("createdBefore", Columns.parameter(filter.createdBefore()))
        .bind("endedFrom", Columns.parameter(filter.endedFrom()))
        .bind("endedBefore", Columns.parameter(filter.endedBefore()))
        .bind("type", type == null ? null : type.number())
        .bind("state", state == null ? null : state.number())
        .bind("schedule", filter.scheduleId());
  }

  private static Task task(ResultSet row, StatementContext context) throws SQLException {
    Integer done = row.getObject("ended_parts", Integer.class);
    Instant updated = Columns.time(row, "last_update_time");
    Instant last = Columns.optionalTime(row, "ended_last");
    String policy = row.getString("notification_policy");
    return new Task(
        row.getLong("task_id"),
        TaskType.of(row.getInt("task_type")),
        TaskState.of(row.getInt("task_status")),
        Json.MAPPER.readTree(row.getString("content")),
        row.getString("description"),
        row.getObject("account_id", UUID.class),
        row.getObject("schedule_id", Long.class),
        Columns.time(row, "create_time"),
        Columns.optionalTime(row, "end_time"),
        last != null && last.isAfter(updated) ? last : updated,
        row.getObject("result_id", UUID.class),
        done == null ? row.getInt("parts_done") : done,
        row.getInt("parts_all"),
        row.getBoolean("paused"),
        policy == null ? null : Json.MAPPER.readTree(policy),
        row.getObject("result_ttl", Integer.class),
        row.getObject("retry_of", Long.class));
  }
}
