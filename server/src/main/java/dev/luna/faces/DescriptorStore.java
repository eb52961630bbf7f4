package dev.luna.faces;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.Held;
import dev.luna.db.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The table {@code face_descriptors}, which has one partition per version. A version can be taken
 * out as a whole, under the id of the task that does so.
 */
public final class DescriptorStore {
  /** Rows that a sample of the ids should have for each part that is cut. */
  private static final int SAMPLE_PER_PART = 30;

  /** Below this many rows all ids are read: of few pages a sample may be empty. */
  private static final int READ_WHOLE = 200_000;

  private static final int MOST_PARTS = 1000;

  private final Database database;

  public DescriptorStore(Database database) {
    this.database = database;
  }

  /** Makes room for descriptors of a version; does nothing where there is a partition already. */
  public void ensurePartition(int version) {
    new Partitions(database)
        .ensure(
            partition(version),
            handle -> {
              Partitions.refuseTooMany(handle, "face_descriptors");
              handle
                  .createUpdate(
                      """
                      create table <partition> partition of face_descriptors (
                        -- Spares a scan of all rows when the partition is attached again.
                        constraint one_version check (descriptor_version = <version>)
                      )
                      for values in (<version>)
                      """)
                  .define("partition", partition(version))
                  .define("version", version)
                  .execute();
            });
  }

  /**
   * Takes a version out of the table for a task: from the commit on it is gone for everyone else,
   * and its rows change no more but for those of faces that are removed.
   *
   * @return ranges of faces with about {@code size} rows each; none if there is no such version
   */
  public List<FaceRange> detach(long taskId, int version, int size) {
    return database.transaction(handle -> {
      if (!Partitions.exists(handle, partition(version))) {
        return List.<FaceRange>of();
      }
      Partitions.limitLockWaits(handle);
      handle
          .createUpdate("alter table face_descriptors detach partition <partition>")
          .define("partition", partition(version))
          .execute();
      handle
          .createUpdate("alter table <partition> rename to <detached>")
          .define("partition", partition(version))
          .define("detached", detached(taskId))
          .execute();
      long rows = forgetCount(handle, version);
      long _ = keepHeld(taskId, version);
      return ranges(handle, taskId, rows, size);
    });
  }

  /**
   * Puts back what a task took out of faces that legal holds cover.
   *
   * @return how many descriptors of the version are held
   */
  public long keepHeld(long taskId, int version) {
    return database.transaction(handle -> {
      Held.share(handle);
      if (!Held.isAnything(handle)) {
        return 0L;
      }
      if (Partitions.exists(handle, detached(taskId))) {
        ensurePartition(version);
        int kept =
            handle
                .createUpdate(
                    """
                    with kept as (
                      delete from <detached> as d
                      using faces
                      where faces.face_id = d.face_id
                        and (<held>)
                      returning d.*
                    )
                    insert into face_descriptors
                      (face_id, descriptor_version, descriptor, generation)
                    select face_id, descriptor_version, descriptor, generation
                    from kept
                    on conflict do nothing
                    """)
                .define("detached", detached(taskId))
                .define("held", Held.FACE)
                .execute();
        Counters.add(handle, Counter.FACE_DESCRIPTORS, Map.of(version, (long) kept));
      }
      return handle
          .select(
              """
              select count(*)
              from face_descriptors
              join faces using (face_id)
              where descriptor_version = :version
                and (<held>)
              """)
          .define("held", Held.FACE)
          .bind("version", version)
          .mapTo(Long.class)
          .one();
    });
  }

  /** The next faces of a range in what a task took out, in order of their ids. */
  public List<String> detachedFaces(long taskId, FaceRange range, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select face_id::text
                from <detached>
                where <lower>
                  and <upper>
                order by face_id
                limit :limit
                """)
            .define("detached", detached(taskId))
            .define("lower", range.after() == null ? "true" : "face_id > :after")
            .define("upper", range.upTo() == null ? "true" : "face_id <= :upTo")
            .bind("after", range.after())
            .bind("upTo", range.upTo())
            .bind("limit", limit)
            .mapTo(String.class)
            .list());
  }

  /** How many bytes a version needs. */
  public long bytes(int version) {
    return database.query(handle ->
        handle
            .select("select coalesce(pg_total_relation_size(to_regclass(:partition)), 0)")
            .bind("partition", partition(version))
            .mapTo(Long.class)
            .one());
  }

  /** How many descriptors of a version there are. */
  public long count(int version) {
    return new Counters(database).value(Counter.FACE_DESCRIPTORS, String.valueOf(version));
  }

  /** Some faces that have a descriptor of a version. */
  public List<String> examples(int version, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select face_id::text
                from face_descriptors
                where descriptor_version = :version
                limit :limit
                """)
            .bind("version", version)
            .bind("limit", limit)
            .mapTo(String.class)
            .list());
  }

  /** Moves the update time of the lists that these faces are in. */
  public void touchLists(List<String> faceIds) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into counter_deltas (counter, scope, value)
                select distinct 'list_faces', list_id::text, 0
                from list_faces
                where face_id = any(:faces::uuid[])
                """)
            .bindArray("faces", String.class, faceIds)
            .execute());
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
  public void attachAgain(long taskId, int version) {
    database.inTransaction(handle -> {
      if (!Partitions.exists(handle, detached(taskId))) {
        return;
      }
      Partitions.limitLockWaits(handle);
      if (Partitions.exists(handle, partition(version))) {
        mergeBack(handle, taskId, version);
      } else {
        moveBack(handle, taskId, version);
      }
    });
  }

  private static void moveBack(Handle handle, long taskId, int version) {
    handle
        .createUpdate("alter table <detached> rename to <partition>")
        .define("detached", detached(taskId))
        .define("partition", partition(version))
        .execute();
    handle
        .createUpdate(
            "alter table face_descriptors attach partition <partition> for values in (<version>)")
        .define("partition", partition(version))
        .define("version", version)
        .execute();
    handle
        .createUpdate(
            """
            insert into counter_deltas (counter, scope, value)
            select 'face_descriptors', :version::text, count(*)
            from <partition>
            """)
        .define("partition", partition(version))
        .bind("version", version)
        .execute();
  }

  private static void mergeBack(Handle handle, long taskId, int version) {
    int merged =
        handle
            .createUpdate(
                """
                insert into face_descriptors (face_id, descriptor_version, descriptor, generation)
                select face_id, descriptor_version, descriptor, generation
                from <detached>
                on conflict do nothing
                """)
            .define("detached", detached(taskId))
            .execute();
    Counters.add(handle, Counter.FACE_DESCRIPTORS, Map.of(version, (long) merged));
    handle.createUpdate("drop table <detached>").define("detached", detached(taskId)).execute();
  }

  /** Takes the version off the counter and returns what it stood at. */
  private static long forgetCount(Handle handle, int version) {
    return handle
        .select(
            """
            insert into counter_deltas (counter, scope, value)
            select counter, scope, -value
            from counter_values
            where counter = 'face_descriptors'
              and scope = :version::text
            returning -value
            """)
        .bind("version", version)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  private static List<FaceRange> ranges(Handle handle, long taskId, long rows, int size) {
    int parts = Math.clamp((rows + size - 1) / size, 1, MOST_PARTS);
    var sample = parts == 1 ? List.<UUID>of() : sample(handle, taskId, parts, rows);
    var ranges = new ArrayList<FaceRange>();
    UUID after = null;
    for (int part = 1; part < parts && sample.size() >= parts; part++) {
      UUID upTo = sample.get(part * sample.size() / parts);
      ranges.add(new FaceRange(after, upTo));
      after = upTo;
    }
    ranges.add(new FaceRange(after, null));
    return ranges;
  }

  private static List<UUID> sample(Handle handle, long taskId, int parts, long rows) {
    double percent = rows < READ_WHOLE ? 100.0 : 100.0 * SAMPLE_PER_PART * parts / rows;
    return handle
        .select(
            """
            select face_id
            from <detached> tablesample system (:percent)
            order by face_id
            """)
        .define("detached", detached(taskId))
        .bind("percent", percent)
        .mapTo(UUID.class)
        .list();
  }

  private static String partition(int version) {
    return "face_descriptors_" + version;
  }

  private static String detached(long taskId) {
    return "collected_face_descriptors_" + taskId;
  }
}
