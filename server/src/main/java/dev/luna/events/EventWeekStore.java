package dev.luna.events;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.db.Held;
import dev.luna.db.Partitions;
import dev.luna.db.Timeline;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Removes whole weeks of events: partitions that are taken out of the table in one instant, and
 * dropped when their ids have been listed.
 */
public final class EventWeekStore {
  private static final int DAYS = 7;

  private final Database database;

  /** A week in UTC. */
  public record Week(LocalDate monday) {
    public Instant from() {
      return monday.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public Instant before() {
      return monday.plusDays(DAYS).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The week that begins with a span. */
    public static Week of(Timeline.Span span) {
      return new Week(Objects.requireNonNull(span.from()).atZone(ZoneOffset.UTC).toLocalDate());
    }

    public Timeline.Span span() {
      return new Timeline.Span(from(), before());
    }

    private boolean isIn(Timeline.Span span) {
      Instant first = span.from();
      Instant end = span.before();
      return (first == null || !first.isAfter(from())) && (end == null || !end.isBefore(before()));
    }

    private static Week of(String monday) {
      return new Week(LocalDate.parse(monday, DateTimeFormatter.BASIC_ISO_DATE));
    }

    /** As names of partitions have it. */
    @Override
    public String toString() {
      return monday.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
  }

  public EventWeekStore(Database database) {
    this.database = database;
  }

  /** The weeks that have a partition and lie in a span with all their time, in their order. */
  public List<Week> weeks(Timeline.Span span) {
    var mondays =
        database.query(handle ->
            handle
                .select(
                    """
                    select substring(relname from '^events_([0-9]{8})$')
                    from pg_inherits
                    join pg_class on pg_class.oid = inhrelid
                    where inhparent = 'events'::regclass
                      and relname ~ '^events_[0-9]{8}$'
                    order by 1
                    """)
                .mapTo(String.class)
                .list());
    return mondays.stream().map(Week::of).filter(week -> week.isIn(span)).toList();
  }

  /**
   * Takes a week out of the table with its descriptors, unless a legal hold covers any event at
   * all. From the commit on the events are gone.
   *
   * @param taskId for which they wait to be listed
   * @return how many there were; empty if nothing was done, because of a hold or for want of a
   *     partition
   */
  public Optional<Long> takeOut(long taskId, Week week) {
    return database.transaction(handle -> {
      Held.share(handle);
      if (Held.isAnything(handle)) {
        return Optional.empty();
      }
      handle.execute("select pg_advisory_xact_lock(hashtext('partitions'))");
      Partitions.limitLockWaits(handle);
      String partition = "events_" + week;
      if (!Partitions.exists(handle, partition)) {
        return Optional.empty();
      }
      handle
          .createUpdate("alter table events detach partition <partition>")
          .define("partition", partition)
          .execute();
      handle
          .createUpdate("alter table <partition> rename to <gone>")
          .define("partition", partition)
          .define("gone", gone(taskId, week))
          .execute();
      dropDescriptors(handle, "event_face_descriptors", week);
      dropDescriptors(handle, "event_body_descriptors", week);
      return Optional.of(
          handle
              .select("select uncount_week(:gone::regclass, :from, :before)")
              .bind("gone", gone(taskId, week))
              .bind("from", Columns.parameter(week.from()))
              .bind("before", Columns.parameter(week.before()))
              .mapTo(Long.class)
              .one());
    });
  }

  /**
   * Ids of a week that was taken out.
   *
   * @param after the last one that was listed; null at the start
   */
  public List<Timeline.Key> list(long taskId, Week week, Timeline.@Nullable Key after, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select event_id, create_time
                from <gone>
                where <behind>
                order by create_time, event_id
                limit :limit
                """)
            .define("gone", gone(taskId, week))
            .define(
                "behind",
                after == null ? "true" : "(create_time, event_id) > (:afterTime, :afterId)")
            .bind("afterTime", after == null ? null : Columns.parameter(after.time()))
            .bind("afterId", after == null ? null : after.id())
            .bind("limit", limit)
            .map((row, context) ->
                new Timeline.Key(
                    Columns.time(row, "create_time"), row.getObject("event_id", UUID.class)))
            .list());
  }

  /** Drops a week that was taken out. */
  public void drop(long taskId, Week week) {
    database.inTransaction(handle -> drop(handle, gone(taskId, week)));
  }

  /** Drops what a task has taken out and not listed to its end. */
  public void dropAll(long taskId) {
    database.inTransaction(handle ->
        handle
            .select(
                """
                select relname
                from pg_class
                where relkind = 'r'
                  and relnamespace = current_schema()::regnamespace
                  and starts_with(relname, :prefix)
                """)
            .bind("prefix", prefix(taskId))
            .mapTo(String.class)
            .list()
            .forEach(table -> drop(handle, table)));
  }

  private static void dropDescriptors(Handle handle, String table, Week week) {
    var versions =
        handle
            .select(
                """
                select substring(relname from '[0-9]+$')
                from pg_inherits
                join pg_class on pg_class.oid = inhrelid
                where inhparent = :table::regclass
                """)
            .bind("table", table)
            .mapTo(String.class)
            .list();
    for (String version : versions) {
      String partition = "%s_%s_%s".formatted(table, version, week);
      if (Partitions.exists(handle, partition)) {
        handle
            .createUpdate(
                """
                insert into counter_deltas (counter, scope, value)
                select :counter, :version, -count(*)
                from <partition>
                """)
            .define("partition", partition)
            .bind("counter", table)
            .bind("version", version)
            .execute();
        drop(handle, partition);
      }
    }
  }

  private static void drop(Handle handle, String table) {
    handle.createUpdate("drop table if exists <table>").define("table", table).execute();
  }

  private static String prefix(long taskId) {
    return "gone_events_%d_".formatted(taskId);
  }

  private static String gone(long taskId, Week week) {
    return prefix(taskId) + week;
  }
}
