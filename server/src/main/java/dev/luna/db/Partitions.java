package dev.luna.db;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Makes partitions when they are first needed. */
public final class Partitions {
  private static final int MOST_VERSIONS = 64;

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
   * Keeps senders from making tables at will by making up versions.
   *
   * @throws CodedException BAD_INPUT
   */
  public static void refuseTooMany(Handle handle, String table) {
    long versions =
        handle
            .select("select count(*) from pg_inherits where inhparent = :table::regclass")
            .bind("table", table)
            .mapTo(Long.class)
            .one();
    if (versions >= MOST_VERSIONS) {
      throw new CodedException(
          ErrorCode.BAD_INPUT,
          "Descriptors of %d versions are kept already, collect those of an old one first"
              .formatted(versions));
    }
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
