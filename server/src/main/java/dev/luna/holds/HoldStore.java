package dev.luna.holds;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.db.Held;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The tables {@code holds} and {@code held_events}. */
public final class HoldStore {
  private static final int MOST = 1000;
  private static final UUID[] NO_IDS = {};
  private static final String[] NO_TEXTS = {};
  private final Database database;

  public HoldStore(Database database) {
    this.database = database;
  }

  /**
   * Places a hold, or replaces the one with its id, but for who placed it and when. When this
   * returns, no collection can remove what it covers.
   *
   * @return whether it is new
   * @throws CodedException BAD_INPUT if there are too many
   */
  public boolean put(Hold hold) {
    return database.transaction(handle -> {
      Held.exclude(handle);
      refuseTooMany(handle, hold.holdId());
      boolean isNew = upsert(handle, hold);
      handle
          .createUpdate("delete from held_events where hold_id = :id")
          .bind("id", hold.holdId())
          .execute();
      handle
          .createUpdate(
              """
              insert into held_events (event_id, hold_id)
              select distinct event_id, :id
              from unnest(:events) as named (event_id)
              """)
          .bind("id", hold.holdId())
          .bindArray("events", UUID.class, hold.events().eventIds())
          .execute();
      return isNew;
    });
  }

  public Optional<Hold> byId(UUID holdId) {
    return database.query(handle ->
        handle
            .select("select * from holds where hold_id = :id")
            .bind("id", holdId)
            .map(HoldStore::hold)
            .findOne());
  }

  /** Newest first. */
  public List<Hold> page(Page page) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from holds
                order by create_time desc, hold_id desc
                limit :limit
                offset :skip
                """)
            .bind("limit", page.size())
            .bind("skip", page.offset())
            .map(HoldStore::hold)
            .list());
  }

  /** Removes a hold; false if there is none. */
  public boolean delete(UUID holdId) {
    return database.query(handle ->
        handle.createUpdate("delete from holds where hold_id = :id").bind("id", holdId).execute())
        == 1;
  }

  private static void refuseTooMany(Handle handle, UUID holdId) {
    long others =
        handle
            .select(
                """
                select count(*)
                from holds
                where hold_id <> :id
                  and coalesce(expire_time, 'infinity'::timestamptz) > now()
                """)
            .bind("id", holdId)
            .mapTo(Long.class)
            .one();
    if (others >= MOST) {
      throw new CodedException(
          ErrorCode.BAD_INPUT,
          "There are %d holds in force already, remove some first".formatted(others));
    }
  }

  private static boolean upsert(Handle handle, Hold hold) {
    var events = hold.events();
    return handle
        .select(
            """
            insert into holds (hold_id, target, account_id, list_id, face_id, event_ids,
              handler_ids, sources, stream_ids, tags, face_ids, created_from, created_before,
              reason, created_by, create_time, last_update_time, expire_time)
            values (:id, :target, :account, :list, :face, nullif(:events, '{}'),
              nullif(:handlers, '{}'), nullif(:sources, '{}'), nullif(:streams, '{}'),
              nullif(:tags, '{}'), nullif(:faces, '{}'), :from, :before, :reason, :by, :created,
              :updated, :expires)
            on conflict (hold_id) do update
            set (target, account_id, list_id, face_id, event_ids, handler_ids, sources, stream_ids,
                tags, face_ids, created_from, created_before, reason, last_update_time,
                expire_time) =
              (excluded.target, excluded.account_id, excluded.list_id, excluded.face_id,
                excluded.event_ids, excluded.handler_ids, excluded.sources, excluded.stream_ids,
                excluded.tags, excluded.face_ids, excluded.created_from, excluded.created_before,
                excluded.reason, excluded.last_update_time, excluded.expire_time)
            returning create_time = last_update_time
            """)
        .bind("id", hold.holdId())
        .bind("target", hold.target().wireName())
        .bind("account", hold.accountId())
        .bind("list", hold.listId())
        .bind("face", hold.faceId())
        .bindArray("events", UUID.class, events.eventIds())
        .bindArray("handlers", UUID.class, events.handlerIds())
        .bindArray("sources", String.class, events.sources())
        .bindArray("streams", UUID.class, events.streamIds())
        .bindArray("tags", String.class, events.tags())
        .bindArray("faces", UUID.class, events.faceIds())
        .bind("from", Columns.parameter(events.created().from()))
        .bind("before", Columns.parameter(events.created().before()))
        .bind("reason", hold.reason())
        .bind("by", hold.createdBy())
        .bind("created", Columns.parameter(hold.createTime()))
        .bind("updated", Columns.parameter(hold.lastUpdateTime()))
        .bind("expires", Columns.parameter(hold.expireTime()))
        .mapTo(Boolean.class)
        .one();
  }

  private static Hold hold(ResultSet row, StatementContext context) throws SQLException {
    return new Hold(
        row.getObject("hold_id", UUID.class),
        Hold.Target.of(row.getString("target")),
        row.getObject("account_id", UUID.class),
        row.getObject("list_id", UUID.class),
        row.getObject("face_id", UUID.class),
        new Hold.Events(
            List.of(Columns.array(row, "event_ids", NO_IDS)),
            List.of(Columns.array(row, "handler_ids", NO_IDS)),
            List.of(Columns.array(row, "sources", NO_TEXTS)),
            List.of(Columns.array(row, "stream_ids", NO_IDS)),
            List.of(Columns.array(row, "tags", NO_TEXTS)),
            List.of(Columns.array(row, "face_ids", NO_IDS)),
            new Timeline.Span(
                Columns.optionalTime(row, "created_from"),
                Columns.optionalTime(row, "created_before"))),
        row.getString("reason"),
        row.getObject("created_by", UUID.class),
        Columns.time(row, "create_time"),
        Columns.time(row, "last_update_time"),
        Columns.optionalTime(row, "expire_time"));
  }
}
