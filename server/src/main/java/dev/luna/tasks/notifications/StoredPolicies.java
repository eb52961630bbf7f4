package dev.luna.tasks.notifications;

import dev.luna.db.Database;
import java.util.List;
import java.util.function.UnaryOperator;

/** The texts of policies and callbacks wherever they are stored, with their encrypted secrets. */
public final class StoredPolicies {
  private final Database database;

  public StoredPolicies(Database database) {
    this.database = database;
  }

  /** Changes them all, some at a time; returns how many it changed. */
  public int rewrite(UnaryOperator<String> change) {
    return rewrite("tasks", "task_id", "notification_policy", change)
        + rewrite("schedules", "schedule_id", "notification_policy", change)
        + rewrite("notification_receivers", "receiver_id", "task_callback", change)
        + rewrite("notification_receivers", "receiver_id", "subtask_callback", change);
  }

  private record Text(long id, String text) {}

  private int rewrite(String table, String key, String column, UnaryOperator<String> change) {
    int changed = 0;
    long last = 0;
    List<Text> texts;
    do {
      long after = last;
      texts =
          database.query(handle ->
              handle
                  .select(
                      """
                      select <key> as id, <column>::text as text
                      from <table>
                      where <column> is not null
                        and <key> > :after
                      order by <key>
                      limit 500
                      """)
                  .define("table", table)
                  .define("key", key)
                  .define("column", column)
                  .bind("after", after)
                  .map((row, context) -> new Text(row.getLong("id"), row.getString("text")))
                  .list());
      for (var text : texts) {
        changed += exchange(table, key, column, text, change.apply(text.text()));
        last = text.id();
      }
    } while (!texts.isEmpty());
    return changed;
  }

  private int exchange(String table, String key, String column, Text before, String after) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update <table>
                set <column> = :after::json
                where <key> = :id
                  and <column>::text = :before
                """)
            .define("table", table)
            .define("key", key)
            .define("column", column)
            .bind("id", before.id())
            .bind("before", before.text())
            .bind("after", after)
            .execute());
  }
}
