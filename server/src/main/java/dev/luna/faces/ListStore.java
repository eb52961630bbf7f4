package dev.luna.faces;

import dev.luna.db.Columns;
import dev.luna.db.Counter;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code lists}, with the counters of each list, and {@code list_faces}. */
public final class ListStore {
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final Timeline timeline;

  public ListStore(Database database) {
    this.database = database;
    this.timeline = new Timeline(database, Counter.LISTS);
  }

  /** Whether it was added: not if the id is there already. */
  public boolean insert(FaceList list) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                insert into lists (list_id, account_id, user_data, create_time, last_update_time)
                values (:id, :account, :data, :created, :updated)
                on conflict do nothing
                """)
            .bind("id", list.listId())
            .bind("account", list.accountId())
            .bind("data", list.userData())
            .bind("created", Columns.parameter(list.createTime()))
            .bind("updated", Columns.parameter(list.lastUpdateTime()))
            .execute())
        == 1;
  }

  public Optional<FaceList> byId(UUID listId) {
    return database.query(handle ->
        handle
            .select(select("select * from lists where list_id = :id", "list_id"))
            .bind("id", listId)
            .map(ListStore::list)
            .findOne());
  }

  /** Newest first; of one account, or of all. */
  public List<FaceList> page(Page page, @Nullable UUID accountId) {
    var place = timeline.seek(scope(accountId), page);
    return database.query(handle ->
        handle
            .select(
                select(
                    """
                    select *
                    from lists
                    where <condition>
                      and create_time < coalesce(:before, 'infinity'::timestamptz)
                    order by create_time desc, list_id desc
                    limit :limit
                    offset :skip
                    """,
                    "create_time desc, list_id desc"))
            .define("condition", accountId == null ? "true" : "account_id = :account")
            .bind("account", accountId)
            .bind("before", Columns.parameter(place.before()))
            .bind("limit", page.size())
            .bind("skip", place.skip())
            .map(ListStore::list)
            .list());
  }

  public long count(@Nullable UUID accountId) {
    return timeline.count(scope(accountId));
  }

  /** In the order of ids. */
  public List<FaceList> after(@Nullable UUID listId, int limit) {
    return database.query(handle ->
        handle
            .select(
                select(
                    """
                    select *
                    from lists
                    where list_id > :after
                    order by list_id
                    limit :limit
                    """,
                    "list_id"))
            .bind("after", listId == null ? FIRST : listId)
            .bind("limit", limit)
            .map(ListStore::list)
            .list());
  }

  /**
   * Those of the lists that exist, of one account or of all; they stay while the transaction is.
   */
  public Set<UUID> existing(Collection<UUID> listIds, @Nullable UUID accountId) {
    return database.query(handle ->
        new HashSet<>(
            handle
                .select(
                    """
                    select list_id
                    from lists
                    where list_id = any(:ids)
                      and (:account::uuid is null or account_id = :account)
                    order by list_id
                    for key share
                    """)
                .bindArray("ids", UUID.class, listIds)
                .bind("account", accountId)
                .mapTo(UUID.class)
                .list()));
  }

  /** Whether the account has such a list. */
  boolean changeUserData(UUID listId, UUID accountId, String userData) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update lists
                set user_data = :data
                where list_id = :id
                  and account_id = :account
                """)
            .bind("data", userData)
            .bind("id", listId)
            .bind("account", accountId)
            .execute())
        == 1;
  }

  /** Attaches faces that are not attached yet. */
  void attach(UUID listId, Collection<UUID> faceIds) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into list_faces (list_id, face_id, create_time)
                select :list, face_id, create_time
                from faces
                where face_id = any(:faces)
                order by face_id
                on conflict do nothing
                """)
            .bind("list", listId)
            .bindArray("faces", UUID.class, faceIds)
            .execute());
  }

  /** Attaches a face to these lists and to no others. */
  void relink(UUID faceId, Collection<UUID> listIds) {
    database.inTransaction(handle -> {
      handle
          .createUpdate(
              """
              delete from list_faces
              where face_id = :face
                and list_id <> all(:lists)
              """)
          .bind("face", faceId)
          .bindArray("lists", UUID.class, listIds)
          .execute();
      handle
          .createUpdate(
              """
              insert into list_faces (list_id, face_id, create_time)
              select list_id, face_id, create_time
              from faces
              cross join unnest(:lists) as lists (list_id)
              where face_id = :face
              on conflict do nothing
              """)
          .bind("face", faceId)
          .bindArray("lists", UUID.class, listIds)
          .execute();
    });
  }

  void detach(UUID listId, Collection<UUID> faceIds) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                delete from list_faces
                where list_id = :list
                  and face_id = any(:faces)
                """)
            .bind("list", listId)
            .bindArray("faces", UUID.class, faceIds)
            .execute());
  }

  /** Detaches {@code limit} faces at most and returns how many. */
  int detachSome(UUID listId, int limit) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                delete from list_faces
                where list_id = :list
                  and face_id in (select face_id from list_faces where list_id = :list limit :limit)
                """)
            .bind("list", listId)
            .bind("limit", limit)
            .execute());
  }

  boolean delete(UUID listId) {
    return database.query(handle ->
        handle.createUpdate("delete from lists where list_id = :id").bind("id", listId).execute())
        == 1;
  }

  /** The query for the lists that {@code page}, a query itself, picks. */
  private static String select(String page, String order) {
    return """
    select page.*, coalesce(c.value, 0) as face_count,
      greatest(page.last_update_time, c.changed) as changed
    from (
      %s
    ) as page
    left join lateral (
      select value, changed
      from counter_values
      where counter = 'list_faces'
        and scope = page.list_id::text
    ) as c on true
    order by %s
    """
        .formatted(page, order);
  }

  private static String scope(@Nullable UUID accountId) {
    return accountId == null ? Counter.ALL : accountId.toString();
  }

  private static FaceList list(ResultSet row, StatementContext context) throws SQLException {
    return new FaceList(
        row.getObject("list_id", UUID.class),
        row.getObject("account_id", UUID.class),
        Columns.time(row, "create_time"),
        Columns.time(row, "changed"),
        row.getLong("face_count"),
        row.getString("user_data"));
  }
}
