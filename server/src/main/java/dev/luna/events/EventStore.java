package dev.luna.events;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Counter;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The table {@code events}, read and written with the descriptors of events. */
public final class EventStore {
  private static final UUID FIRST = new UUID(0, 0);

  /** Locks against two senders of the same id: enough that they seldom meet, few enough to hold. */
  private static final int ID_LOCKS = 256;

  private final Database database;
  private final Timeline timeline;

  public EventStore(Database database) {
    this.database = database;
    this.timeline = new Timeline(database, Counter.EVENTS);
  }

  /**
   * Adds events for whose times and versions there are partitions. Ids have to be new. With
   * partitions by time the database knows that only of events of the same time: who adds given ids
   * looks with {@link #existing} first, after {@link #claim} where others may add the same ones.
   */
  public void insert(List<Event> events) {
    database.inTransaction(handle -> new EventRows(handle).copy(events));
  }

  /** Keeps others from adding events with these ids until the transaction ends. */
  public void claim(Collection<UUID> eventIds) {
    if (eventIds.isEmpty()) {
      return;
    }
    var _ =
        database.query(handle ->
            handle
                .select(
                    """
                    select pg_advisory_xact_lock(hashtext('ids of events'), place)::text
                    from (
                      select distinct abs(hashtext(id::text) % :locks) as place
                      from unnest(:ids) as id
                      order by 1
                    ) as places
                    """)
                .bindArray("ids", UUID.class, eventIds)
                .bind("locks", ID_LOCKS)
                .mapTo(String.class)
                .list());
  }

  /** Those of the ids that events have. */
  public Set<UUID> existing(Collection<UUID> eventIds) {
    return database.query(handle ->
        new HashSet<>(
            handle
                .select("select event_id from events where event_id = any(:ids)")
                .bindArray("ids", UUID.class, eventIds)
                .mapTo(UUID.class)
                .list()));
  }

  /**
   * @param withDescriptors whether the bytes of its descriptors are read too
   */
  public Optional<Event> byId(UUID eventId, boolean withDescriptors) {
    return database.query(handle ->
        handle
            .select(
                EventRows.select(
                    "select * from events where event_id = :id limit 1",
                    "event_id",
                    withDescriptors))
            .bind("id", eventId)
            .map(EventRows::event)
            .findOne());
  }

  /**
   * In the order of time and id, with all their bytes; from the first one where there is no such
   * event.
   */
  public List<Event> after(@Nullable UUID eventId, int limit) {
    var last = eventId == null ? null : byId(eventId, false).orElse(null);
    return database.query(handle ->
        handle
            .select(
                EventRows.select(
                    """
                    select *
                    from events
                    where create_time >= :time
                      and (create_time, event_id) > (:time, :id)
                    order by create_time, event_id
                    limit :limit
                    """,
                    "create_time, event_id",
                    true))
            .bind("time", Columns.parameter(last == null ? Timeline.EARLIEST : last.createTime()))
            .bind("id", last == null ? FIRST : last.eventId())
            .bind("limit", limit)
            .map(EventRows::event)
            .list());
  }

  /** Newest first. */
  public List<Event> page(EventFilter filter, Page page) {
    var place =
        filter.isByTime()
            ? timeline.seek(scope(filter), page, filter.created(), rows(filter))
            : new Timeline.Place(filter.created().before(), page.offset());
    return database.query(handle ->
        bind(
                handle.select(
                    EventRows.select(
                        """
                        select *
                        from events
                        where <conditions>
                        order by create_time desc, event_id desc
                        limit :limit
                        offset :skip
                        """,
                        "create_time desc, event_id desc",
                        false)),
                filter,
                place.before())
            .bind("limit", page.size())
            .bind("skip", place.skip())
            .map(EventRows::event)
            .list());
  }

  public long count(EventFilter filter) {
    return filter.isByTime()
        ? timeline.count(scope(filter), filter.created(), rows(filter))
        : countRows(filter);
  }

  /** Removes events with their descriptors, {@code limit} at most; returns how many. */
  public int delete(EventFilter filter, int limit) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    with chosen as materialized (
                      select event_id, create_time
                      from events
                      where <conditions>
                      limit :limit
                      -- Waits for others that remove, and takes further rows instead of theirs.
                      for update
                    ), faces as (
                      delete from event_face_descriptors as d
                      using chosen
                      where d.event_id = chosen.event_id
                        and d.create_time = chosen.create_time
                    ), bodies as (
                      delete from event_body_descriptors as d
                      using chosen
                      where d.event_id = chosen.event_id
                        and d.create_time = chosen.create_time
                    ), gone as (
                      delete from events as e
                      using chosen
                      where e.event_id = chosen.event_id
                        and e.create_time = chosen.create_time
                      returning 1
                    )
                    select count(*) from gone
                    """),
                filter,
                filter.created().before())
            .bind("limit", limit)
            .mapTo(Integer.class)
            .one());
  }

  private long countRows(EventFilter filter) {
    return database.query(handle ->
        bind(
                handle.select("select count(*) from events where <conditions>"),
                filter,
                filter.created().before())
            .mapTo(Long.class)
            .one());
  }

  private Timeline.Rows rows(EventFilter filter) {
    return (from, before) ->
        countRows(EventFilter.of(filter.accountId(), List.of(), new Timeline.Span(from, before)));
  }

  private static String scope(EventFilter filter) {
    return filter.accountId() == null ? Counter.ALL : filter.accountId().toString();
  }

  /** Only what is asked for becomes a condition, so that each has its index. */
  static <T extends SqlStatement<T>> T bind(
      T statement, EventFilter filter, @Nullable Instant createdBefore) {
    // Empty texts are not in the indexes, and nobody can ask for them.
    var conditions =
        new Conditions()
            .when(filter.accountId(), "account_id = :account")
            .when(filter.eventIds(), "event_id = any(:ids)")
            .when(filter.from(), "event_id >= :from")
            .when(filter.before(), "event_id < :before")
            .when(filter.handlerIds(), "handler_id = any(:handlers)")
            .when(filter.sources(), "source = any(:sources) and source <> ''")
            .when(filter.streamIds(), "stream_id = any(:streams)")
            .when(filter.tags(), "tags && :tags::text[] and tags <> '{}'")
            .when(filter.faceIds(), "face_id = any(:faces)")
            .when(filter.externalIds(), "external_id = any(:externals) and external_id <> ''")
            .when(filter.userData(), "user_data = :data and user_data <> ''")
            .when(filter.created().from(), "create_time >= :createdFrom")
            .when(createdBefore, "create_time < :createdBefore")
            .when(filter.inserted().from(), "insert_time >= :insertedFrom")
            .when(filter.inserted().before(), "insert_time < :insertedBefore")
            .when(filter.ended().from(), "end_time >= :endedFrom")
            .when(filter.ended().before(), "end_time < :endedBefore");
    return statement
        .define("conditions", conditions.toString())
        .bind("account", filter.accountId())
        .bindArray("ids", UUID.class, filter.eventIds())
        .bind("from", filter.from())
        .bind("before", filter.before())
        .bindArray("handlers", UUID.class, filter.handlerIds())
        .bindArray("sources", String.class, filter.sources())
        .bindArray("streams", UUID.class, filter.streamIds())
        .bindArray("tags", String.class, filter.tags())
        .bindArray("faces", UUID.class, filter.faceIds())
        .bindArray("externals", String.class, filter.externalIds())
        .bind("data", filter.userData())
        .bind("createdFrom", Columns.parameter(filter.created().from()))
        .bind("createdBefore", Columns.parameter(createdBefore))
        .bind("insertedFrom", Columns.parameter(filter.inserted().from()))
        .bind("insertedBefore", Columns.parameter(filter.inserted().before()))
        .bind("endedFrom", Columns.parameter(filter.ended().from()))
        .bind("endedBefore", Columns.parameter(filter.ended().before()));
  }
}
