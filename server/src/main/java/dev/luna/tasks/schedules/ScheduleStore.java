package dev.luna.tasks.schedules;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.json.Json;
import dev.luna.tasks.TaskType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The tables {@code schedules} and {@code schedule_runs}. */
public final class ScheduleStore {
  private final Database database;

  public ScheduleStore(Database database) {
    this.database = database;
  }

  /** The time of the database, which all nodes share. */
  public Instant now() {
    return database.query(handle ->
        handle
            .select("select date_trunc('milliseconds', clock_timestamp()) as time")
            .map((row, context) -> Columns.time(row, "time"))
            .one());
  }

  public long insert(Schedule.Terms terms, Instant now) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    insert into schedules (task_type, content, description, notification_policy,
                      result_ttl, account_id, cron, cron_timezone, start_immediately,
                      create_stopped, misfire, jitter, create_time, last_update_time)
                    values (:type, :content::json, :description, :policy::json, :ttl, :account,
                      :cron, :zone, :immediately, :stopped, :misfire, :jitter, :now, :now)
                    returning schedule_id
                    """),
                terms)
            .bind("now", now)
            .mapTo(Long.class)
            .one());
  }

  /** Gives a schedule, which the caller has locked, other terms. */
  public void replace(long scheduleId, Schedule.Terms terms, Instant now) {
    database.inTransaction(handle ->
        bind(
                handle.createUpdate(
                    """
                    update schedules
                    set task_type = :type,
                        content = :content::json,
                        description = :description,
                        notification_policy = :policy::json,
                        result_ttl = :ttl,
                        account_id = :account,
                        cron = :cron,
                        cron_timezone = :zone,
                        start_immediately = :immediately,
                        create_stopped = :stopped,
                        misfire = :misfire,
                        jitter = :jitter,
                        last_update_time = :now
                    where schedule_id = :id
                    """),
                terms)
            .bind("now", now)
            .bind("id", scheduleId)
            .execute());
  }

  /** Says when a schedule, which the caller has locked, comes next. */
  public void setNext(long scheduleId, Schedule.@Nullable Next next) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update schedules
                set planned_time = :planned,
                    due_time = :due
                where schedule_id = :id
                """)
            .bind("planned", Columns.parameter(next == null ? null : next.planned()))
            .bind("due", Columns.parameter(next == null ? null : next.due()))
            .bind("id", scheduleId)
            .execute());
  }

  /** Notes that somebody has changed a schedule. */
  public void touch(long scheduleId, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update schedules
                set last_update_time = :now
                where schedule_id = :id
                """)
            .bind("now", now)
            .bind("id", scheduleId)
            .execute());
  }

  public void delete(long scheduleId) {
    database.inTransaction(handle ->
        handle
            .createUpdate("delete from schedules where schedule_id = :id")
            .bind("id", scheduleId)
            .execute());
  }

  public Optional<Schedule> byId(long scheduleId) {
    return find(scheduleId, "");
  }

  /** Holds the schedule until the transaction ends: whatever is done to it comes one by one. */
  public Optional<Schedule> lock(long scheduleId) {
    return find(scheduleId, "for update of schedules");
  }

  /** Newest first. */
  public List<Schedule> page(ScheduleFilter filter, Page page) {
    var type = filter.type();
    return database.query(handle ->
        handle
            .select(
                """
                select schedules.*, array(
                  select task_id
                  from tasks
                  where tasks.schedule_id = schedules.schedule_id
                  order by task_id
                ) as task_ids
                from schedules
                where <filter>
                order by schedule_id desc
                limit :limit
                offset :offset
                """)
            .define(
                "filter",
                new Conditions()
                    .when(type, "task_type = :type")
                    .when(filter.created().from(), "create_time >= :from")
                    .when(filter.created().before(), "create_time < :before")
                    .toString())
            .bind("type", type == null ? null : type.number())
            .bind("from", Columns.parameter(filter.created().from()))
            .bind("before", Columns.parameter(filter.created().before()))
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map(ScheduleStore::schedule)
            .list());
  }

  /** Schedules whose time has come, the longest waiting first. */
  public List<Long> due(Instant now, int most) {
    return database.query(handle ->
        handle
            .select(
                """
                select schedule_id
                from schedules
                where due_time <= :now
                order by due_time
                limit :most
                """)
            .bind("now", now)
            .bind("most", most)
            .mapTo(Long.class)
            .list());
  }

  /** The task of a schedule that has not ended. */
  public Optional<Long> unfinished(long scheduleId) {
    return database.query(handle ->
        handle
            .select(
                """
                select task_id
                from tasks
                where schedule_id = :id
                  and end_time is null
                """)
            .bind("id", scheduleId)
            .mapTo(Long.class)
            .findOne());
  }

  /**
   * @param isImmediate whether somebody asked for it, not the clock
   */
  public void insert(long scheduleId, Run run, boolean isImmediate) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into schedule_runs (schedule_id, planned_time, run_time, outcome, task_id,
                  detail, immediate)
                values (:schedule, :planned, :time, :outcome, :task, :detail, :immediate)
                """)
            .bind("schedule", scheduleId)
            .bind("planned", run.planned())
            .bind("time", run.time())
            .bind("outcome", run.outcome().name())
            .bind("task", run.taskId())
            .bind("detail", run.detail())
            .bind("immediate", isImmediate)
            .execute());
  }

  /** Newest first. */
  public List<Run> runs(long scheduleId, Page page) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from schedule_runs
                where schedule_id = :id
                order by run_id desc
                limit :limit
                offset :offset
                """)
            .bind("id", scheduleId)
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map(ScheduleStore::run)
            .list());
  }

  /** Removes some runs that were decided before a time; returns how many. */
  public int sweepRuns(Instant before, int most) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                delete from schedule_runs
                where run_id in (
                  select run_id
                  from schedule_runs
                  where run_time < :before
                  order by run_time
                  limit :most
                )
                """)
            .bind("before", before)
            .bind("most", most)
            .execute());
  }

  private Optional<Schedule> find(long scheduleId, String locking) {
    return database.query(handle ->
        handle
            .select(
                """
                select schedules.*, array(
                  select task_id
                  from tasks
                  where tasks.schedule_id = schedules.schedule_id
                  order by task_id
                ) as task_ids
                from schedules
                where schedule_id = :id
                <locking>
                """)
            .define("locking", locking)
            .bind("id", scheduleId)
            .map(ScheduleStore::schedule)
            .findOne());
  }

  private static <T extends SqlStatement<T>> T bind(T statement, Schedule.Terms terms) {
    var task = terms.task();
    var policy = task.notificationPolicy();
    return statement
        .bind("type", task.type().number())
        .bind("content", task.content().toString())
        .bind("description", task.description())
        .bind("policy", policy == null ? null : policy.toString())
        .bind("ttl", task.resultTtl())
        .bind("account", terms.accountId())
        .bind("cron", terms.trigger().cron())
        .bind("zone", terms.trigger().cronTimezone())
        .bind("immediately", terms.behaviour().startImmediately())
        .bind("stopped", terms.behaviour().createStopped())
        .bind("misfire", terms.behaviour().misfire().name())
        .bind("jitter", terms.behaviour().jitter());
  }

  private static Schedule schedule(ResultSet row, StatementContext context) throws SQLException {
    Instant planned = Columns.optionalTime(row, "planned_time");
    Instant due = Columns.optionalTime(row, "due_time");
    return new Schedule(
        row.getLong("schedule_id"),
        List.of(Columns.array(row, "task_ids", new Long[0])),
        new Schedule.Terms(
            new Schedule.Template(
                TaskType.of(row.getInt("task_type")),
                Json.MAPPER.readTree(row.getString("content")),
                row.getString("description"),
                optionalJson(row.getString("notification_policy")),
                row.getObject("result_ttl", Integer.class)),
            row.getObject("account_id", UUID.class),
            new Trigger(row.getString("cron"), row.getString("cron_timezone")),
            new Behaviour(
                row.getBoolean("start_immediately"),
                row.getBoolean("create_stopped"),
                Behaviour.Misfire.valueOf(row.getString("misfire")),
                row.getInt("jitter"))),
        planned == null || due == null ? null : new Schedule.Next(planned, due),
        Columns.time(row, "create_time"),
        Columns.time(row, "last_update_time"));
  }

  private static Run run(ResultSet row, StatementContext context) throws SQLException {
    return new Run(
        row.getLong("run_id"),
        Columns.time(row, "planned_time"),
        Columns.time(row, "run_time"),
        Run.Outcome.valueOf(row.getString("outcome")),
        row.getObject("task_id", Long.class),
        row.getString("detail"));
  }

  private static @Nullable JsonNode optionalJson(@Nullable String text) {
    return text == null ? null : Json.MAPPER.readTree(text);
  }
}
