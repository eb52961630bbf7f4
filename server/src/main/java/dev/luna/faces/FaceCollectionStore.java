package dev.luna.faces;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.db.Held;
import dev.luna.db.Timeline;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Removes faces for collections, oldest first. What a legal hold covers is passed over by the
 * statements themselves.
 */
public final class FaceCollectionStore {
  private final Database database;

  public FaceCollectionStore(Database database) {
    this.database = database;
  }

  /** A face that is gone. */
  public record Removed(Timeline.Key key, List<UUID> samples) {}

  /**
   * Removes the next faces with their attributes, descriptors and links.
   *
   * @param after the last one that was passed; null at the start
   * @param limit how many at most; fewer mean that there are no more
   */
  public List<Removed> remove(FaceFilter filter, Timeline.@Nullable Key after, int limit) {
    return database.transaction(handle -> {
      Held.share(handle);
      return bind(
              handle.select(
                  """
                  with chosen as materialized (
                    select faces.face_id, faces.create_time
                    from <tables>
                    where <conditions>
                      and <behind>
                      and not (<held>)
                    order by faces.create_time, faces.face_id
                    limit :limit
                    for update of faces
                  ), gone as (
                    delete from faces
                    using chosen
                    where faces.face_id = chosen.face_id
                    returning faces.face_id, faces.create_time
                  )
                  select gone.face_id, gone.create_time, samples
                  from gone
                  left join face_attributes using (face_id)
                  order by create_time, face_id
                  """),
              filter,
              after)
          .bind("limit", limit)
          .map((row, context) ->
              new Removed(key(row), List.of(Columns.array(row, "samples", new UUID[0]))))
          .list();
    });
  }

  /** The next face that {@link #remove} would take. */
  public Optional<Timeline.Key> next(FaceFilter filter, Timeline.@Nullable Key after) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select faces.face_id, faces.create_time
                    from <tables>
                    where <conditions>
                      and <behind>
                      and not (<held>)
                    order by faces.create_time, faces.face_id
                    limit 1
                    """),
                filter,
                after)
            .map((row, context) -> key(row))
            .findOne());
  }

  /** How many faces of a filter a hold covers, up to a place. */
  public long countHeld(
      FaceFilter filter, Timeline.@Nullable Key after, Timeline.@Nullable Key upTo) {
    return database.query(handle ->
        Held.isAnything(handle)
            ? bind(
                    handle.select(
                        """
                        select count(*)
                        from <tables>
                        where <conditions>
                          and <behind>
                          and <upTo>
                          and (<held>)
                        """),
                    filter,
                    after)
                .define(
                    "upTo",
                    upTo == null
                        ? "true"
                        : "(faces.create_time, faces.face_id) <= (:toTime, :toId)")
                .bind("toTime", upTo == null ? null : Columns.parameter(upTo.time()))
                .bind("toId", upTo == null ? null : upTo.id())
                .mapTo(Long.class)
                .one()
            : 0L);
  }

  /**
   * Faces that would go, by account.
   *
   * @param bytes of their rows and attributes, about
   */
  public record Share(UUID accountId, long faces, long bytes, Instant oldest, Instant newest) {}

  /** The faces that would go now, counted one by one, largest accounts first. */
  public List<Share> shares(FaceFilter filter) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select faces.account_id, count(*) as number,
                      sum(pg_column_size(faces.*)) as bytes,
                      min(faces.create_time) as oldest, max(faces.create_time) as newest
                    from <tables>
                    where <conditions>
                      and not (<held>)
                    group by faces.account_id
                    order by number desc, faces.account_id
                    """),
                filter,
                null)
            .map((row, context) ->
                new Share(
                    row.getObject("account_id", UUID.class),
                    row.getLong("number"),
                    row.getLong("bytes"),
                    Columns.time(row, "oldest"),
                    Columns.time(row, "newest")))
            .list());
  }

  /** Ids of some faces that would go. */
  public List<UUID> examples(FaceFilter filter, int limit) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select faces.face_id
                    from <tables>
                    where <conditions>
                      and not (<held>)
                    limit :limit
                    """),
                filter,
                null)
            .bind("limit", limit)
            .mapTo(UUID.class)
            .list());
  }

  private static Timeline.Key key(ResultSet row) throws SQLException {
    return new Timeline.Key(Columns.time(row, "create_time"), row.getObject("face_id", UUID.class));
  }

  private static <T extends SqlStatement<T>> T bind(
      T statement, FaceFilter filter, Timeline.@Nullable Key after) {
    return FaceStore.bind(statement, filter, filter.created().before())
        .define("held", Held.FACE)
        .define(
            "behind",
            after == null ? "true" : "(faces.create_time, faces.face_id) > (:afterTime, :afterId)")
        .bind("afterTime", after == null ? null : Columns.parameter(after.time()))
        .bind("afterId", after == null ? null : after.id());
  }
}
