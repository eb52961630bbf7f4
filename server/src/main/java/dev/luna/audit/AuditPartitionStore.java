package dev.luna.audit;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.db.Partitions;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The partitions of the audit log: one per month (UTC), made ahead of time; what comes in a month
 * that has none goes to the rest until it has. Months whose time is over leave as a whole.
 */
public final class AuditPartitionStore {
  private static final String TABLE = "audit_log";

  /** Months that the service makes ahead. */
  private static final int AHEAD = 1;

  private final Database database;
  private final Partitions partitions;

  public AuditPartitionStore(Database database) {
    this.database = database;
    this.partitions = new Partitions(database);
  }

  /** Makes the partitions of this month and the next; returns 0, since one round does all. */
  public int ensureAhead(Instant now) {
    var month = month(now);
    for (int ahead = 0; ahead <= AHEAD; ahead++) {
      var made = month.plusMonths(ahead);
      String partition = name(made);
      partitions.ensure(
          partition,
          handle ->
              Partitions.makeRange(
                  handle, TABLE, partition, begin(made), begin(made.plusMonths(1))));
    }
    return 0;
  }

  /**
   * Removes the months before the last {@code kept} ones and this one.
   *
   * @param kept 0 keeps all
   * @return 0, since one round does all
   */
  public int sweep(Instant now, int kept) {
    if (kept == 0) {
      return 0;
    }
    var first = month(now).minusMonths(kept);
    partitions().stream()
        .filter(partition -> partition.compareTo(name(first)) < 0)
        .forEach(this::drop);
    database.inTransaction(handle ->
        handle
            .createUpdate("delete from audit_log_rest where create_time < :first")
            .bind(
                "first", Columns.parameter(first.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC)))
            .execute());
    return 0;
  }

  private List<String> partitions() {
    return database.query(handle ->
        handle
            .select(
                """
                select relname
                from pg_inherits
                join pg_class on pg_class.oid = inhrelid
                where inhparent = 'audit_log'::regclass
                  and relname ~ '^audit_log_[0-9]{6}$'
                """)
            .mapTo(String.class)
            .list());
  }

  private void drop(String partition) {
    database.inTransaction(handle -> {
      Partitions.limitLockWaits(handle);
      handle
          .createUpdate("drop table if exists <partition>")
          .define("partition", partition)
          .execute();
    });
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atZone(ZoneOffset.UTC));
  }

  private static String name(YearMonth month) {
    return "%s_%04d%02d".formatted(TABLE, month.getYear(), month.getMonthValue());
  }

  /** As a constant in SQL. */
  private static String begin(YearMonth month) {
    return "'%sT00:00:00Z'".formatted(month.atDay(1));
  }
}
