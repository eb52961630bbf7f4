package dev.luna.db;

import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Makes partitions when they are first needed. */
public final class Partitions {
  private final Database database;

  public Partitions(Database database) {
    this.database = database;
  }

  /** Does {@code make} if there is no such table; one process at a time. */
  public void ensure(String table, Consumer<Handle> make) {
    database.inTransaction(handle -> {
      if (exists(handle, table)) {
        return;
      }
      // Two processes may see a version or a week for the first time together.
      handle.execute("select pg_advisory_xact_lock(hashtext('partitions'))");
      limitLockWaits(handle);
      if (!exists(handle, table)) {
        make.accept(handle);
      }
    });
  }

  /**
   * An exclusive lock that waits holds up everyone behind it: better to try again later. The limit
   * is above the server's deadlock_timeout of a second, after which an autovacuum gives way.
   */
  public static void limitLockWaits(Handle handle) {
    handle.execute("set local lock_timeout = '2s'");
  }

  /**
   * Looked up as a row, and not by {@code to_regclass}: that may remember that there was no such
   * table before this transaction waited for another one that has made it.
   */
  public static boolean exists(Handle handle, String table) {
    return handle
        .select(
            """
            select exists (
              select from pg_class
              where relname = :table
                and relnamespace = current_schema()::regnamespace
            )
            """)
        .bind("table", table)
        .mapTo(Boolean.class)
        .one();
  }
}
