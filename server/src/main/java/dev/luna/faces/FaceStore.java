package dev.luna.faces;

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

/** The table {@code faces}, read with all that belongs to a face. */
public final class FaceStore {
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final Timeline timeline;

  public FaceStore(Database database) {
    this.database = database;
    this.timeline = new Timeline(database, Counter.FACES);
  }

  /** Adds faces whose ids are new, to lists that exist, with descriptors of versions that exist. */
  public void insert(List<Face> faces) {
    database.inTransaction(handle -> new FaceRows(handle).copy(faces));
  }

  /**
   * Adds faces like {@link #insert} that were there before, elsewhere: their lists do not change
   * now, but have changed when the faces were created.
   */
  public void insertPast(List<Face> faces) {
    database.inTransaction(handle -> {
      handle.execute("set local luna.changed = '-infinity'");
      new FaceRows(handle).copy(faces);
      handle.execute("reset luna.changed");
      handle
          .createUpdate(
              """
              insert into counter_deltas (counter, scope, value, changed)
              select 'list_faces', list_id::text, 0, max(create_time)
              from list_faces
              where face_id = any(:ids)
              group by list_id
              """)
          .bindArray("ids", UUID.class, faces.stream().map(Face::faceId).toList())
          .execute();
    });
  }

  /**
   * @param withDescriptors whether the bytes of its descriptors are read too
   */
  public Optional<Face> byId(UUID faceId, boolean withDescriptors) {
    return database.query(handle ->
        handle
            .select(
                FaceRows.select(
                    "select * from faces where face_id = :id", "face_id", withDescriptors))
            .bind("id", faceId)
            .map(FaceRows::face)
            .findOne());
  }

  /** The face that has these attributes. */
  public Optional<Face> byAttributes(UUID attributeId) {
    return database.query(handle ->
        handle
            .select(
                FaceRows.select(
                    """
                    select faces.*
                    from face_attributes
                    join faces using (face_id)
                    where attribute_id = :id
                    """,
                    "face_id",
                    false))
            .bind("id", attributeId)
            .map(FaceRows::face)
            .findOne());
  }

  /** In the order of ids, with all their bytes. */
  public List<Face> after(@Nullable UUID faceId, int limit) {
    return database.query(handle ->
        handle
            .select(
                FaceRows.select(
                    """
                    select *
                    from faces
                    where face_id > :after
                    order by face_id
                    limit :limit
                    """,
                    "face_id",
                    true))
            .bind("after", faceId == null ? FIRST : faceId)
            .bind("limit", limit)
            .map(FaceRows::face)
            .list());
  }

  /** Newest first. */
  public List<Face> page(FaceFilter filter, Page page) {
    var place =
        filter.isByTime()
            ? timeline.seek(scope(filter), page, filter.created(), rows(filter))
            : new Timeline.Place(filter.created().before(), page.offset());
    return database.query(handle ->
        bind(
                handle.select(
                    FaceRows.select(
                        """
                        select faces.*
                        from <tables>
                        where <conditions>
                        order by <order>
                        limit :limit
                        offset :skip
                        """,
                        "create_time desc, face_id desc",
                        false)),
                filter,
                place.before())
            .bind("limit", page.size())
            .bind("skip", place.skip())
            .map(FaceRows::face)
            .list());
  }

  public long count(FaceFilter filter) {
    return filter.isByTime()
        ? timeline.count(scope(filter), filter.created(), rows(filter))
        : countRows(filter);
  }

  /**
   * Those of the faces that exist, of one account or of all; they stay while the transaction is.
   */
  public Set<UUID> existing(Collection<UUID> faceIds, @Nullable UUID accountId) {
    return database.query(handle ->
        new HashSet<>(
            handle
                .select(
                    """
                    select face_id
                    from faces
                    where face_id = any(:ids)
                      and (:account::uuid is null or account_id = :account)
                    order by face_id
                    for key share
                    """)
                .bindArray("ids", UUID.class, faceIds)
                .bind("account", accountId)
                .mapTo(UUID.class)
                .list()));
  }

  /** Holds a face of an account against changes by others until the transaction ends. */
  Optional<Face> lock(UUID faceId, UUID accountId) {
    boolean isThere =
        database.query(handle ->
            handle
                .select(
                    """
                    select face_id
                    from faces
                    where face_id = :id
                      and account_id = :account
                    for no key update
                    """)
                .bind("id", faceId)
                .bind("account", accountId)
                .mapTo(UUID.class)
                .findOne()
                .isPresent());
    return isThere ? byId(faceId, false) : Optional.empty();
  }

  /** Replaces what a sender may say of a face. */
  void update(Face face) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update faces
                set external_id = :external,
                    user_data = :data,
                    event_id = :event,
                    avatar = :avatar,
                    last_update_time = :updated
                where face_id = :id
                """)
            .bind("external", face.externalId())
            .bind("data", face.userData())
            .bind("event", face.eventId())
            .bind("avatar", face.avatar())
            .bind("updated", Columns.parameter(face.lastUpdateTime()))
            .bind("id", face.faceId())
            .execute());
  }

  /**
   * Removes the attributes of a face and adds those that it has now, if any. Where it had none,
   * their generation follows on that of attributes which were removed before.
   */
  void replaceAttributes(Face face) {
    database.inTransaction(handle -> {
      int least =
          handle
              .select(
                  """
                  with gone as (
                    delete from face_attributes
                    where face_id = :id
                    returning generation
                  )
                  update faces
                  set next_generation =
                    greatest(next_generation, (select generation + 1 from gone))
                  where face_id = :id
                  returning case when exists (select from gone) then 0 else next_generation end
                  """)
              .bind("id", face.faceId())
              .mapTo(Integer.class)
              .one();
      if (face.attributes() != null) {
        new FaceRows(handle).copyAttributes(List.of(face.withGenerationOf(least)));
      }
    });
  }

  /** Removes faces with their attributes and links, {@code limit} at most; returns how many. */
  public int delete(FaceFilter filter, int limit) {
    return database.query(handle ->
        bind(
                handle.createUpdate(
                    """
                    delete from faces
                    where face_id in (
                      select faces.face_id
                      from <tables>
                      where <conditions>
                      limit :limit
                      -- Waits for others that remove, and takes further rows instead of theirs.
                      for update of faces
                    )
                    """),
                filter,
                filter.created().before())
            .bind("limit", limit)
            .execute());
  }

  private long countRows(FaceFilter filter) {
    return database.query(handle ->
        bind(
                handle.select("select count(*) from <tables> where <conditions>"),
                filter,
                filter.created().before())
            .mapTo(Long.class)
            .one());
  }

  private Timeline.Rows rows(FaceFilter filter) {
    return (from, before) ->
        countRows(FaceFilter.ofTime(filter.accountId(), new Timeline.Span(from, before)));
  }

  private static String scope(FaceFilter filter) {
    return filter.accountId() == null ? Counter.ALL : filter.accountId().toString();
  }

  /** Only what is asked for becomes a condition, so that each has its index. */
  static <T extends SqlStatement<T>> T bind(
      T statement, FaceFilter filter, @Nullable Instant before) {
    boolean byList = filter.listId() != null;
    // Empty texts are not in the indexes, and nobody can ask for them.
    var conditions =
        new Conditions()
            .when(filter.accountId(), "faces.account_id = :account")
            .when(filter.listId(), "links.list_id = :list")
            .when(filter.faceIds(), "faces.face_id = any(:ids)")
            .when(filter.from(), "faces.face_id >= :from")
            .when(filter.before(), "faces.face_id < :before")
            .when(filter.userData(), "faces.user_data = :data and faces.user_data <> ''")
            .when(
                filter.externalIds(),
                "faces.external_id = any(:externals) and faces.external_id <> ''")
            .when(filter.created().from(), "<table>.create_time >= :createdFrom")
            .when(before, "<table>.create_time < :createdBefore");
    return statement
        .define(
            "order",
            byList
                ? "links.create_time desc, links.face_id desc"
                : "faces.create_time desc, faces.face_id desc")
        .define("tables", byList ? "list_faces as links join faces using (face_id)" : "faces")
        .define("conditions", conditions.toString().replace("<table>", byList ? "links" : "faces"))
        .bind("account", filter.accountId())
        .bind("list", filter.listId())
        .bindArray("ids", UUID.class, filter.faceIds())
        .bind("from", filter.from())
        .bind("before", filter.before())
        .bind("data", filter.userData())
        .bindArray("externals", String.class, filter.externalIds())
        .bind("createdFrom", Columns.parameter(filter.created().from()))
        .bind("createdBefore", Columns.parameter(before));
  }
}
