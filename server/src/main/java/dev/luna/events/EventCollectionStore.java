package dev.luna.events;

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
 * Removes events for collections, oldest first. What a legal hold covers is passed over by the
 * statements themselves.
 */
public final class EventCollectionStore {
  private final Database database;

  public EventCollectionStore(Database database) {
    this.database = database;
  }

  /** An event that is gone. */
  public record Removed(
      Timeline.Key key, List<UUID> faceSamples, List<UUID> bodySamples, String imageOrigin) {}

  /**
   * What a step removed.
   *
   * @param count how many events
   * @param removed the events, where they were asked for
   * @param upTo it removed all up to here; null if that was the end
   */
  public record Step(long count, List<Removed> removed, Timeline.@Nullable Key upTo) {}

  /**
   * Removes the next events with their descriptors.
   *
   * @param after the last one that was passed; null at the start
   * @param limit how many at most, but for those that come in meanwhile
   * @param told whether to say which they were
   */
  public Step remove(EventFilter filter, Timeline.@Nullable Key after, int limit, boolean told) {
    return database.transaction(handle -> {
      Held.share(handle);
      var upTo = next(filter, after, limit - 1).orElse(null);
      // A range and not a list of keys: rows are found once, and never looked up one by one.
      var removal =
          bindUpTo(
                  handle.select(
                      """
                      with gone as (
                        delete from events
                        where <conditions>
                          and <behind>
                          and <upTo>
                          and not (<held>)
                        returning event_id, create_time, face_samples, body_samples, image_origin
                      ), faces as (
                        delete from event_face_descriptors as d
                        using gone
                        where d.event_id = gone.event_id
                          and d.create_time = gone.create_time
                      ), bodies as (
                        delete from event_body_descriptors as d
                        using gone
                        where d.event_id = gone.event_id
                          and d.create_time = gone.create_time
                      )
                      select <told>
                      from gone
                      """),
                  filter,
                  after,
                  upTo)
              .define("told", told ? "*" : "count(*)");
      if (!told) {
        return new Step(removal.mapTo(Long.class).one(), List.of(), upTo);
      }
      var removed = removal.map((row, context) -> removed(row)).list();
      return new Step(removed.size(), removed, upTo);
    });
  }

  /** The event that {@link #remove} would take next, behind so many others. */
  public Optional<Timeline.Key> next(EventFilter filter, Timeline.@Nullable Key after, int behind) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select event_id, create_time
                    from events
                    where <conditions>
                      and <behind>
                      and not (<held>)
                    order by create_time, event_id
                    offset :skip
                    limit 1
                    """),
                filter,
                after)
            .bind("skip", behind)
            .map((row, context) -> key(row))
            .findOne());
  }

  /** How many events of a filter a hold covers, up to a place. */
  public long countHeld(
      EventFilter filter, Timeline.@Nullable Key after, Timeline.@Nullable Key upTo) {
    return database.query(handle ->
        Held.isAnything(handle)
            ? bindUpTo(
                    handle.select(
                        """
                        select count(*)
                        from events
                        where <conditions>
                          and <behind>
                          and <upTo>
                          and (<held>)
                        """),
                    filter,
                    after,
                    upTo)
                .mapTo(Long.class)
                .one()
            : 0L);
  }

  /**
   * Events that would go, by account.
   *
   * @param bytes of their rows, about
   */
  public record Share(UUID accountId, long events, long bytes, Instant oldest, Instant newest) {}

  /** The events that would go now, counted one by one, largest accounts first. */
  public List<Share> shares(EventFilter filter) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select account_id, count(*) as events, sum(pg_column_size(events.*)) as bytes,
                      min(create_time) as oldest, max(create_time) as newest
                    from events
                    where <conditions>
                      and not (<held>)
                    group by account_id
                    order by events desc, account_id
                    """),
                filter,
                null)
            .map((row, context) ->
                new Share(
                    row.getObject("account_id", UUID.class),
                    row.getLong("events"),
                    row.getLong("bytes"),
                    Columns.time(row, "oldest"),
                    Columns.time(row, "newest")))
            .list());
  }

  /** Ids of some events that would go. */
  public List<UUID> examples(EventFilter filter, int limit) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select event_id
                    from events
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

  private static Removed removed(ResultSet row) throws SQLException {
    return new Removed(
        key(row),
        List.of(Columns.array(row, "face_samples", new UUID[0])),
        List.of(Columns.array(row, "body_samples", new UUID[0])),
        row.getString("image_origin"));
  }

  private static Timeline.Key key(ResultSet row) throws SQLException {
    return new Timeline.Key(
        Columns.time(row, "create_time"), row.getObject("event_id", UUID.class));
  }

  private static <T extends SqlStatement<T>> T bindUpTo(
      T statement, EventFilter filter, Timeline.@Nullable Key after, Timeline.@Nullable Key upTo) {
    return bind(statement, filter, after)
        .define("upTo", upTo == null ? "true" : "(create_time, event_id) <= (:toTime, :toId)")
        .bind("toTime", upTo == null ? null : Columns.parameter(upTo.time()))
        .bind("toId", upTo == null ? null : upTo.id());
  }

  private static <T extends SqlStatement<T>> T bind(
      T statement, EventFilter filter, Timeline.@Nullable Key after) {
    return EventStore.bind(statement, filter, filter.created().before())
        .define("held", Held.EVENT)
        .define(
            "behind", after == null ? "true" : "(create_time, event_id) > (:afterTime, :afterId)")
        .bind("afterTime", after == null ? null : Columns.parameter(after.time()))
        .bind("afterId", after == null ? null : after.id());
  }
}
