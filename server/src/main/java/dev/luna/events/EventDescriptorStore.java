package dev.luna.events;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.db.Held;
import dev.luna.db.Partitions;
import dev.luna.db.Timeline;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables of descriptors of events, which have one partition per version, and in it one per
 * week. A version can be taken out as a whole, under the id of the task that does so.
 */
public final class EventDescriptorStore {
  private final Database database;

  public EventDescriptorStore(Database database) {
    this.database = database;
  }

  /** Of what the descriptors are; each has a table. */
  public enum Kind {
    FACE("event_face_descriptors"),
    BODY("event_body_descriptors");

    private final String table;

    Kind(String table) {
      this.table = table;
    }

    /** Where they are kept. */
    public String table() {
      return table;
    }

    private String partition(int version) {
      return table + "_" + version;
    }
  }

  /**
   * Takes a version out of its table for a task: from the commit on it is gone for everyone else,
   * and its rows change no more.
   *
   * @return whether there was such a version
   */
  public boolean detach(long taskId, Kind kind, int version) {
    return database.transaction(handle -> {
      if (!Partitions.exists(handle, kind.partition(version))) {
        return false;
      }
      Partitions.limitLockWaits(handle);
      execute(handle, "alter table <table> detach partition <from>", kind, version, taskId);
      rename(handle, kind.partition(version), detached(taskId));
      handle
          .createUpdate(
              """
              insert into counter_deltas (counter, scope, value)
              select counter, scope, -value
              from counter_values
              where counter = :counter
                and scope = :version::text
              """)
          .bind("counter", kind.table)
          .bind("version", version)
          .execute();
      long _ = keepHeld(taskId, kind, version);
      return true;
    });
  }

  /**
   * Puts back what a task took out of events that legal holds cover.
   *
   * @return how many descriptors of the version are held
   */
  public long keepHeld(long taskId, Kind kind, int version) {
    return database.transaction(handle -> {
      Held.share(handle);
      if (!Held.isAnything(handle)) {
        return 0L;
      }
      if (Partitions.exists(handle, detached(taskId))) {
        new EventPartitionStore(database).ensureVersion(kind.table, version, List.of());
        int kept =
            execute(
                handle,
                """
                with kept as (
                  delete from <detached> as d
                  using events
                  where events.event_id = d.event_id
                    and events.create_time = d.create_time
                    and (<held>)
                  returning d.*
                )
                insert into <table>
                select *
                from kept
                on conflict do nothing
                """,
                kind,
                version,
                taskId);
        count(handle, kind, version, kept);
      }
      return handle
          .select(
              """
              select count(*)
              from <table> as d
              join events using (event_id, create_time)
              where descriptor_version = :version
                and (<held>)
              """)
          .define("table", kind.table)
          .define("held", Held.EVENT)
          .bind("version", version)
          .mapTo(Long.class)
          .one();
    });
  }

  /** The events in a span that what a task took out has descriptors of, in order. */
  public List<Timeline.Key> detached(
      long taskId, Timeline.Span span, Timeline.@Nullable Key after, int limit) {
    return database.query(handle ->
        Partitions.exists(handle, detached(taskId))
            ? handle
                .select(
                    """
                    select event_id, create_time
                    from <detached>
                    where create_time >= :from
                      and create_time < :before
                      and (create_time, event_id) > (:afterTime, :afterId)
                    order by create_time, event_id
                    limit :limit
                    """)
                .define("detached", detached(taskId))
                .bind(
                    "from",
                    Columns.parameter(span.from() == null ? Timeline.EARLIEST : span.from()))
                .bind(
                    "before",
                    Columns.parameter(
                        span.before() == null ? Timeline.LATEST.plusMillis(1) : span.before()))
                .bind(
                    "afterTime",
                    Columns.parameter(after == null ? Timeline.EARLIEST : after.time()))
                .bind("afterId", after == null ? new UUID(0, 0) : after.id())
                .bind("limit", limit)
                .map((row, context) ->
                    new Timeline.Key(
                        Columns.time(row, "create_time"), row.getObject("event_id", UUID.class)))
                .list()
            : List.of());
  }

  /** Removes for good what a task took out. */
  public void dropDetached(long taskId) {
    database.inTransaction(handle -> {
      Partitions.limitLockWaits(handle);
      handle
          .createUpdate("drop table if exists <detached>")
          .define("detached", detached(taskId))
          .execute();
    });
  }

  /**
   * Puts back what a task took out. If the version was written anew meanwhile, the new rows win and
   * the old ones are added to them.
   */
  public void attachAgain(long taskId, Kind kind, int version) {
    database.inTransaction(handle -> {
      if (!Partitions.exists(handle, detached(taskId))) {
        return;
      }
      Partitions.limitLockWaits(handle);
      long rows;
      if (Partitions.exists(handle, kind.partition(version))) {
        rows =
            execute(
                handle,
                "insert into <table> select * from <detached> on conflict do nothing",
                kind,
                version,
                taskId);
        dropDetached(taskId);
      } else {
        rename(handle, detached(taskId), kind.partition(version));
        execute(
            handle,
            "alter table <table> attach partition <from> for values in (<version>)",
            kind,
            version,
            taskId);
        rows =
            handle
                .select("select count(*) from <from>")
                .define("from", kind.partition(version))
                .mapTo(Long.class)
                .one();
      }
      count(handle, kind, version, rows);
    });
  }

  /** How many bytes the partitions of a version need. */
  public long bytes(Kind kind, int version) {
    return database.query(handle ->
        handle
            .select(
                """
                select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint
                from pg_partition_tree(to_regclass(:partition))
                """)
            .bind("partition", kind.partition(version))
            .mapTo(Long.class)
            .one());
  }

  /** How many descriptors of a version there are. */
  public long count(Kind kind, int version) {
    return database.query(handle ->
        handle
            .select(
                """
                select coalesce(sum(value), 0)::bigint
                from counter_values
                where counter = :counter
                  and scope = :version::text
                """)
            .bind("counter", kind.table)
            .bind("version", version)
            .mapTo(Long.class)
            .one());
  }

  /** Some events that have a descriptor of a version. */
  public List<String> examples(Kind kind, int version, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select event_id::text
                from <table>
                where descriptor_version = :version
                limit :limit
                """)
            .define("table", kind.table)
            .bind("version", version)
            .bind("limit", limit)
            .mapTo(String.class)
            .list());
  }

  private static void count(Handle handle, Kind kind, int version, long rows) {
    handle
        .createUpdate(
            """
            insert into counter_deltas (counter, scope, value)
            values (:counter, :version::text, :rows)
            """)
        .bind("counter", kind.table)
        .bind("version", version)
        .bind("rows", rows)
        .execute();
  }

  private static int execute(Handle handle, String statement, Kind kind, int version, long taskId) {
    return handle
        .createUpdate(statement)
        .define("table", kind.table)
        .define("from", kind.partition(version))
        .define("version", version)
        .define("detached", detached(taskId))
        .define("held", Held.EVENT)
        .execute();
  }

  /** Renames a version with its weeks, so that new ones can have their names. */
  private static void rename(Handle handle, String from, String to) {
    var tables =
        handle
            .select(
                """
                select relname::text
                from pg_partition_tree(:from::regclass)
                join pg_class on pg_class.oid = relid
                """)
            .bind("from", from)
            .mapTo(String.class)
            .list();
    for (String table : tables) {
      handle
          .createUpdate("alter table <old> rename to <new>")
          .define("old", table)
          .define("new", to + table.substring(from.length()))
          .execute();
    }
  }

  private static String detached(long taskId) {
    return "collected_event_descriptors_" + taskId;
  }
}
