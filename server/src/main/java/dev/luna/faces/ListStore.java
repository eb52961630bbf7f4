package dev.luna.faces;

import dev.luna.db.Database;
import dev.luna.db.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code lists}, with the counters of each list. */
public final class ListStore {
  private final Database database;

  public ListStore(Database database) {
    this.database = database;
  }

  public Optional<FaceList> byId(UUID listId) {
    return database.query(handle ->
        handle
            .select(
                """
                select l.*, coalesce(c.value, 0) as face_count,
                  greatest(l.last_update_time, c.changed) as changed
                from lists as l
                left join lateral (
                  select value, changed
                  from counter_values
                  where counter = 'list_faces'
                    and scope = l.list_id::text
                ) as c on true
                where list_id = :id
                """)
            .bind("id", listId)
            .map(ListStore::list)
            .findOne());
  }

  /** Newest id first; of one account, or of all. */
  public List<FaceList> page(Page page, @Nullable UUID accountId) {
    return database.query(handle ->
        handle
            .select(
                """
                select l.*, coalesce(c.value, 0) as face_count,
                  greatest(l.last_update_time, c.changed) as changed
                from (
                  select *
                  from lists
                  where <condition>
                  order by list_id desc
                  limit :limit
                  offset :offset
                ) as l
                left join lateral (
                  select value, changed
                  from counter_values
                  where counter = 'list_faces'
                    and scope = l.list_id::text
                ) as c on true
                order by list_id desc
                """)
            .define("condition", accountId == null ? "true" : "account_id = :account")
            .bind("account", accountId)
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map(ListStore::list)
            .list());
  }

  private static FaceList list(ResultSet row, StatementContext context) throws SQLException {
    return new FaceList(
        row.getObject("list_id", UUID.class),
        row.getObject("account_id", UUID.class),
        row.getTimestamp("changed").toInstant(),
        row.getLong("face_count"),
        row.getString("user_data"));
  }
}
