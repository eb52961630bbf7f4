package dev.luna.db;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.util.List;
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
   * Makes the partition of a range of {@code create_time}; rows of it that came to the rest before
   * its time move to where they belong.
   *
   * @param from first time, as a constant in SQL
   * @param to first time after it, likewise
   */
  public static void makeRange(
      Handle handle, String table, String partition, String from, String to) {
    for (String statement :
        List.of(
            "lock table <table> in access exclusive mode",
            """
            create temporary table early on commit drop as
            select *
            from <table>_rest
            where create_time >= <from>
              and create_time < <to>
            """,
            """
            delete from <table>_rest
            where create_time >= <from>
              and create_time < <to>
            """,
            """
            create table <partition> partition of <table>
            for values from (<from>) to (<to>)
            """,
            // Named by themselves, the rest and the partition have no triggers that count.
            "insert into <partition> select * from early",
            "drop table early")) {
      handle
          .createUpdate(statement)
          .define("table", table)
          .define("partition", partition)
          .define("from", from)
          .define("to", to)
          .execute();
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
