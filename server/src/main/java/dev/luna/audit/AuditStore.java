package dev.luna.audit;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table {@code audit_log}. */
public final class AuditStore {
  private final Database database;

  public AuditStore(Database database) {
    this.database = database;
  }

  public void insert(Entry entry) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into audit_log (entry_id, create_time, request_id, account_id, login, address,
                  forwarded_for, operation, method, path, object_id, status, state_before,
                  state_after)
                values (:id, :time, :request, :account, :login, :address, :forwarded, :operation,
                  :method, :path, :object, :status, :before::json, :after::json)
                """)
            .bind("id", entry.entryId())
            .bind("time", Columns.parameter(entry.createTime()))
            .bind("request", entry.requestId())
            .bind("account", entry.accountId())
            .bind("login", entry.login())
            .bind("address", entry.address())
            .bind("forwarded", entry.forwardedFor())
            .bind("operation", entry.operation())
            .bind("method", entry.method())
            .bind("path", entry.path())
            .bind("object", entry.objectId())
            .bind("status", entry.status())
            .bind("before", text(entry.before()))
            .bind("after", text(entry.after()))
            .execute());
  }

  /** Newest first. The rows of a deep page are passed over in an index. */
  public List<Entry> page(AuditFilter filter, Page page) {
    return database.query(handle ->
        bind(
                handle
                    .select(
                        """
                        select audit_log.*
                        from (
                          select create_time, entry_id
                          from audit_log
                          where <conditions>
                          order by create_time desc, entry_id desc
                          limit :limit
                          offset :skip
                        ) as place
                        join audit_log using (create_time, entry_id)
                        order by create_time desc, entry_id desc
                        """)
                    .define("conditions", conditions(filter).toString()),
                filter)
            .bind("limit", page.size())
            .bind("skip", page.offset())
            .map(AuditStore::entry)
            .list());
  }

  /**
   * Newest first.
   *
   * @param last those older than this one; null for the newest
   */
  public List<Entry> after(AuditFilter filter, @Nullable Entry last, int limit) {
    return database.query(handle ->
        bind(
                handle
                    .select(
                        """
                        select *
                        from audit_log
                        where <conditions>
                        order by create_time desc, entry_id desc
                        limit :limit
                        """)
                    .define(
                        "conditions",
                        conditions(filter)
                            .when(last, "(create_time, entry_id) < (:lastTime, :lastId)")
                            .toString()),
                filter)
            .bind("lastTime", Columns.parameter(last == null ? null : last.createTime()))
            .bind("lastId", last == null ? null : last.entryId())
            .bind("limit", limit)
            .map(AuditStore::entry)
            .list());
  }

  private static Conditions conditions(AuditFilter filter) {
    return new Conditions()
        .when(filter.accountId(), "account_id = :account")
        .when(filter.login(), "login = :login")
        .when(filter.operation(), "operation = :operation")
        .when(filter.objectId(), "object_id = :object")
        .when(filter.created().from(), "create_time >= :from")
        .when(filter.created().before(), "create_time < :before");
  }

  private static Query bind(Query query, AuditFilter filter) {
    return query
        .bind("account", filter.accountId())
        .bind("login", filter.login())
        .bind("operation", filter.operation())
        .bind("object", filter.objectId())
        .bind("from", Columns.parameter(filter.created().from()))
        .bind("before", Columns.parameter(filter.created().before()));
  }

  private static @Nullable String text(@Nullable JsonNode state) {
    return state == null ? null : Json.MAPPER.writeValueAsString(state);
  }

  private static @Nullable JsonNode state(@Nullable String text) {
    return text == null ? null : Json.MAPPER.readTree(text);
  }

  private static Entry entry(ResultSet row, StatementContext context) throws SQLException {
    return new Entry(
        row.getObject("entry_id", UUID.class),
        Columns.time(row, "create_time"),
        row.getString("request_id"),
        row.getObject("account_id", UUID.class),
        row.getString("login"),
        row.getString("address"),
        row.getString("forwarded_for"),
        row.getString("operation"),
        row.getString("method"),
        row.getString("path"),
        row.getString("object_id"),
        row.getInt("status"),
        state(row.getString("state_before")),
        state(row.getString("state_after")));
  }
}
