package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.errors.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code task_errors}. */
public final class TaskErrorStore {
  /** How many errors of a task are looked at to group them. */
  public static final int GROUPED = 10_000;

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

  /** How many errors a subtask has, by their code. */
  public Map<Integer, Long> countByCode(long subtaskId) {
    return database.query(handle ->
        handle
            .select(
                """
                select error_code, count(*) as count
                from task_errors
                where subtask_id = :subtask
                group by error_code
                """)
            .bind("subtask", subtaskId)
            .map((row, context) -> Map.entry(row.getInt("error_code"), row.getLong("count")))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
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

  public Optional<TaskError> byId(long errorId) {
    return database.query(handle ->
        handle
            .select("select * from task_errors where error_id = :id")
            .bind("id", errorId)
            .map(TaskErrorStore::error)
            .findOne());
  }

  /** Newest first. */
  public List<TaskError> page(TaskErrorFilter filter, Page page) {
    String scope = filter.scope();
    var place =
        scope == null
            ? new Counters.Place(null, page.offset())
            : counters.seek(Counter.TASK_ERRORS, scope, page.offset());
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select *
                    from task_errors
                    where <filter>
                      and error_id < coalesce(:below, 9223372036854775807)
                    order by error_id desc
                    limit :limit
                    offset :skip
                    """),
                filter)
            .bind("below", place.below())
            .bind("limit", page.size())
            .bind("skip", place.rest())
            .map(TaskErrorStore::error)
            .list());
  }

  public long count(TaskErrorFilter filter) {
    String scope = filter.scope();
    if (scope != null) {
      return counters.value(Counter.TASK_ERRORS, scope);
    }
    return database.query(handle ->
        bind(handle.select("select count(*) from task_errors where <filter>"), filter)
            .mapTo(Long.class)
            .one());
  }

  /**
   * Errors of a task with the same code.
   *
   * @param count how many of them
   * @param examples the newest of them, at most three
   */
  public record Group(int code, String description, long count, List<TaskError> examples) {
    public Group {
      examples = List.copyOf(examples);
    }
  }

  /** The errors of a task by their code, the most frequent first; of the newest ones only. */
  public List<Group> groups(long taskId) {
    var rows =
        database.query(handle ->
            handle
                .select(
                    """
                    select *
                    from (
                      select *, count(*) over (partition by error_code) as total,
                        row_number() over (partition by error_code order by error_id desc) as place
                      from (
                        select *
                        from task_errors
                        where task_id = :task
                        order by error_id desc
                        limit :most
                      ) as newest
                    ) as numbered
                    where place <= 3
                    order by total desc, error_code, place
                    """)
                .bind("task", taskId)
                .bind("most", GROUPED)
                .map((row, context) -> Map.entry(error(row, context), row.getLong("total")))
                .list());
    var groups = new LinkedHashMap<Integer, Group>();
    for (var row : rows) {
      var error = row.getKey();
      var one = new Group(error.errorCode(), error.description(), row.getValue(), List.of(error));
      groups.merge(error.errorCode(), one, TaskErrorStore::joined);
    }
    return List.copyOf(groups.values());
  }

  private static Group joined(Group left, Group right) {
    return new Group(
        left.code(),
        left.description(),
        left.count(),
        Stream.concat(left.examples().stream(), right.examples().stream()).toList());
  }

  private static <T extends SqlStatement<T>> T bind(T statement, TaskErrorFilter filter) {
    var type = filter.type();
    return statement
        .define(
            "filter",
            new Conditions()
                .when(filter.taskIds(), "task_id = any(:tasks)")
                .when(filter.errorIds(), "error_id = any(:errors)")
                .when(filter.time().from(), "error_time >= :from")
                .when(filter.time().before(), "error_time < :before")
                .when(type, "task_id in (select task_id from tasks where task_type = :type)")
                .when(filter.code(), "error_code = :code")
                .toString())
        .bindArray("tasks", Long.class, filter.taskIds())
        .bindArray("errors", Long.class, filter.errorIds())
        .bind("from", Columns.parameter(filter.time().from()))
        .bind("before", Columns.parameter(filter.time().before()))
        .bind("type", type == null ? null : type.number())
        .bind("code", filter.code());
  }

  private static TaskError error(ResultSet row, StatementContext context) throws SQLException {
    return new TaskError(
        row.getLong("error_id"),
        row.getLong("task_id"),
        row.getObject("subtask_id", Long.class),
        row.getInt("error_code"),
        row.getString("description"),
        row.getString("detail"),
        Columns.time(row, "error_time"),
        row.getString("additional_info"));
  }
}
