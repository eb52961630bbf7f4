package dev.luna.transfer;

import dev.luna.accounts.AccountType;
import dev.luna.db.Database;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads objects for export, page by page in the order of their ids. */
final class ExportStore {
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;

  ExportStore(Database database) {
    this.database = database;
  }

  /**
   * Does {@code work} while nothing changes for it: a face never refers to a list that is missing.
   */
  <T> T fromOneSnapshot(Supplier<T> work) {
    return database.transaction(handle -> {
      handle.execute("set transaction isolation level repeatable read, read only");
      return work.get();
    });
  }

  /**
   * @param after id of the last object of the page before; null for the first page
   */
  List<Line.Account> accounts(@Nullable UUID after, int limit, boolean withHashes) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from accounts
                where account_id > :after
                order by account_id
                limit :limit
                """)
            .bind("after", after == null ? FIRST : after)
            .bind("limit", limit)
            .map((row, context) ->
                new Line.Account(
                    row.getObject("account_id", UUID.class),
                    AccountType.of(row.getString("account_type")),
                    row.getString("login"),
                    row.getString("description"),
                    null,
                    withHashes ? hash(row) : null,
                    time(row, "create_time"),
                    time(row, "last_update_time")))
            .list());
  }

  List<Line.FaceList> lists(@Nullable UUID after, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from lists
                where list_id > :after
                order by list_id
                limit :limit
                """)
            .bind("after", after == null ? FIRST : after)
            .bind("limit", limit)
            .map((row, context) ->
                new Line.FaceList(
                    row.getObject("list_id", UUID.class),
                    row.getObject("account_id", UUID.class),
                    row.getString("user_data"),
                    time(row, "create_time"),
                    time(row, "last_update_time")))
            .list());
  }

  /** Each page is read from one snapshot. */
  List<Line.Face> faces(@Nullable UUID after, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                with page as (
                  select *
                  from faces
                  where face_id > :after
                  order by face_id
                  limit :limit
                )
                select page.*, a.face_id is not null as has_attributes, a.age, a.gender,
                  a.ethnicity, a.samples, a.generation, l.lists, d.versions, d.descriptors,
                  d.generations
                from page
                left join face_attributes as a using (face_id)
                left join lateral (
                  select array_agg(list_id order by list_id) as lists
                  from list_faces
                  where list_faces.face_id = page.face_id
                ) as l on true
                left join lateral (
                  select array_agg(descriptor_version order by descriptor_version) as versions,
                    array_agg(encode(descriptor, 'base64') order by descriptor_version)
                      as descriptors,
                    array_agg(face_descriptors.generation order by descriptor_version)
                      as generations
                  from face_descriptors
                  where face_descriptors.face_id = page.face_id
                ) as d on true
                order by page.face_id
                """)
            .bind("after", after == null ? FIRST : after)
            .bind("limit", limit)
            .map(ExportStore::face)
            .list());
  }

  private static Line.Face face(ResultSet row, StatementContext context) throws SQLException {
    return new Line.Face(
        row.getObject("face_id", UUID.class),
        row.getObject("account_id", UUID.class),
        text(row, "external_id"),
        text(row, "user_data"),
        row.getObject("event_id", UUID.class),
        text(row, "avatar"),
        time(row, "create_time"),
        time(row, "last_update_time"),
        uuids(row, "lists"),
        row.getBoolean("has_attributes") ? attributes(row) : null);
  }

  private static Line.Attributes attributes(ResultSet row) throws SQLException {
    return new Line.Attributes(
        row.getObject("age", Integer.class),
        row.getObject("gender", Integer.class),
        row.getObject("ethnicity", Integer.class),
        uuids(row, "samples"),
        row.getInt("generation"),
        descriptors(row));
  }

  private static List<Line.Descriptor> descriptors(ResultSet row) throws SQLException {
    Integer[] versions = array(row, "versions", new Integer[0]);
    String[] contents = array(row, "descriptors", new String[0]);
    Integer[] generations = array(row, "generations", new Integer[0]);
    var descriptors = new ArrayList<Line.Descriptor>();
    for (int i = 0; i < versions.length; i++) {
      descriptors.add(
          new Line.Descriptor(
              versions[i], Base64.getMimeDecoder().decode(contents[i]), generations[i]));
    }
    return descriptors;
  }

  private static List<UUID> uuids(ResultSet row, String column) throws SQLException {
    return List.of(array(row, column, new UUID[0]));
  }

  @SuppressWarnings("unchecked")
  private static <T> T[] array(ResultSet row, String column, T[] none) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? none : (T[]) array.getArray();
  }

  private static @Nullable String hash(ResultSet row) throws SQLException {
    String hash = row.getString("password_hash");
    return hash.isEmpty() ? null : hash;
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text.isEmpty() ? null : text;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
