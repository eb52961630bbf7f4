package dev.luna.tasks;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The table {@code task_events}, which triggers write. A position in it is a snapshot of the
 * database: what is after it is what it does not show, so that transactions which end in another
 * order than they began are neither missed nor seen twice.
 */
public final class TaskEventStore {
  private static final Pattern POSITION =
      Pattern.compile("[0-9]{1,19}:[0-9]{1,19}:(?:[0-9]{1,19}(?:,[0-9]{1,19}){0,9999})?");
  private static final int AT_ONCE = 500;

  private final Database database;

  public TaskEventStore(Database database) {
    this.database = database;
  }

  /** Whether a text has the form of a position. */
  public static boolean isPosition(String text) {
    return POSITION.matcher(text).matches();
  }

  /** The position after all that is committed. */
  public String now() {
    return database.query(TaskEventStore::now);
  }

  /**
   * Whether all that came after a position is still there: it is neither too old nor of another
   * database.
   */
  public boolean isKept(String position) {
    return database.query(handle ->
        handle
            .select(
                """
                select pg_snapshot_xmin(position) > (select max(after_xid) from task_events_kept)
                  and pg_snapshot_xmin(position) <= pg_snapshot_xmax(position)
                  and pg_snapshot_xmax(position) <= pg_snapshot_xmax(pg_current_snapshot())
                from (select :position::pg_snapshot) as given (position)
                """)
            .bind("position", position)
            .mapTo(Boolean.class)
            .one());
  }

  /**
   * Tells what happened after a position, some at a time.
   *
   * @param taskIds of which tasks; empty for all
   * @return the position after it
   */
  public String read(String position, List<Long> taskIds, Consumer<List<TaskEvent>> reader) {
    String until = now();
    var last = new Place("0", 0);
    List<Row> rows;
    do {
      rows = rows(position, until, last, taskIds);
      if (!rows.isEmpty()) {
        reader.accept(rows.stream().map(Row::event).toList());
        last = rows.getLast().place();
      }
    } while (rows.size() == AT_ONCE);
    return until;
  }

  /** Forgets what is older; returns 0 when there was nothing. */
  public int sweep(Duration age, int most) {
    return database.transaction(handle ->
        handle
            .createUpdate(
                """
                with swept as (
                  delete from task_events
                  where (xid, event_id) in (
                    select xid, event_id
                    from task_events
                    order by xid, event_id
                    limit :most
                  )
                    and event_time < now() - :age * interval '1 ms'
                  returning xid
                )
                update task_events_kept
                set after_xid = greatest(after_xid, (select max(xid) from swept))
                where exists (select from swept)
                """)
            .bind("most", most)
            .bind("age", age.toMillis())
            .execute());
  }

  private record Place(String xid, long eventId) {}

  private record Row(Place place, TaskEvent event) {}

  private static String now(Handle handle) {
    return handle.select("select pg_current_snapshot()::text").mapTo(String.class).one();
  }

  private List<Row> rows(String position, String until, Place after, List<Long> taskIds) {
    return database.query(handle ->
        handle
            .select(
                """
                select *, xid::text as xid_text
                from task_events
                where (xid, event_id) > (:xid::xid8, :event)
                  and xid >= pg_snapshot_xmin(:position::pg_snapshot)
                  and xid < pg_snapshot_xmax(:until::pg_snapshot)
                  and not pg_visible_in_snapshot(xid, :position::pg_snapshot)
                  and pg_visible_in_snapshot(xid, :until::pg_snapshot)
                  and <filter>
                order by xid, event_id
                limit :limit
                """)
            .define("filter", new Conditions().when(taskIds, "task_id = any(:tasks)").toString())
            .bind("xid", after.xid())
            .bind("event", after.eventId())
            .bind("position", position)
            .bind("until", until)
            .bindArray("tasks", Long.class, taskIds)
            .bind("limit", AT_ONCE)
            .map(TaskEventStore::row)
            .list());
  }

  private static Row row(ResultSet row, StatementContext context) throws SQLException {
    Integer type = row.getObject("task_type", Integer.class);
    return new Row(
        new Place(row.getString("xid_text"), row.getLong("event_id")),
        new TaskEvent(
            row.getLong("task_id"),
            row.getObject("subtask_id", Long.class),
            row.getObject("status", Integer.class),
            type == null
                ? null
                : new TaskEvent.OfTask(
                    type,
                    row.getBoolean("paused"),
                    row.getInt("parts_done"),
                    row.getInt("parts_all")),
            Columns.time(row, "event_time")));
  }
}
