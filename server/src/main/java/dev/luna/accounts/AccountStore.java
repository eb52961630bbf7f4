package dev.luna.accounts;

import dev.luna.db.Columns;
import dev.luna.db.Counter;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code accounts}. */
public final class AccountStore {
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final Timeline timeline;

  public AccountStore(Database database) {
    this.database = database;
    this.timeline = new Timeline(database, Counter.ACCOUNTS);
  }

  /** Whether it was added: not if its id or login is taken. */
  public boolean insert(Account account) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                insert into accounts (account_id, login, account_type, description,
                  password_hash, create_time, last_update_time)
                values (:id, :login, :type, :description, :hash, :created, :updated)
                on conflict do nothing
                """)
            .bind("id", account.accountId())
            .bind("login", account.login())
            .bind("type", account.accountType().wireName())
            .bind("description", account.description())
            .bind("hash", account.passwordHash())
            .bind("created", Columns.parameter(account.createTime()))
            .bind("updated", Columns.parameter(account.lastUpdateTime()))
            .execute())
        == 1;
  }

  /** Replaces all but id and creation time; false if there is no such account. */
  boolean update(Account account) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update accounts
                set login = :login,
                    account_type = :type,
                    description = :description,
                    password_hash = :hash,
                    last_update_time = :updated
                where account_id = :id
                """)
            .bind("id", account.accountId())
            .bind("login", account.login())
            .bind("type", account.accountType().wireName())
            .bind("description", account.description())
            .bind("hash", account.passwordHash())
            .bind("updated", Columns.parameter(account.lastUpdateTime()))
            .execute())
        == 1;
  }

  boolean delete(UUID accountId) {
    return database.query(handle ->
        handle
            .createUpdate("delete from accounts where account_id = :id")
            .bind("id", accountId)
            .execute())
        == 1;
  }

  public Optional<Account> byId(UUID accountId) {
    return database.query(handle ->
        handle
            .select("select * from accounts where account_id = :id")
            .bind("id", accountId)
            .map(AccountStore::account)
            .findOne());
  }

  /**
   * An account, and how much it has.
   *
   * @param attributes faces that have attributes
   */
  public record Counted(Account account, long lists, long faces, long attributes) {}

  /** An account with its counts, in one statement. */
  public Optional<Counted> counted(UUID accountId) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from accounts
                cross join (
                  select
                    sum(value) filter (where counter = 'lists') as lists,
                    sum(value) filter (where counter = 'faces') as faces,
                    sum(value) filter (where counter = 'face_attributes') as attributes
                  from counter_values
                  where counter in ('lists', 'faces', 'face_attributes')
                    and scope = :scope
                    and width = 63
                ) as counts
                where account_id = :id
                """)
            .bind("scope", accountId.toString())
            .bind("id", accountId)
            .map((row, context) ->
                new Counted(
                    account(row, context),
                    row.getLong("lists"),
                    row.getLong("faces"),
                    row.getLong("attributes")))
            .findOne());
  }

  public Optional<Account> byLogin(String login) {
    return database.query(handle ->
        handle
            .select("select * from accounts where login = :login")
            .bind("login", login)
            .map(AccountStore::account)
            .findOne());
  }

  /** Holds the account against changes by others until the transaction ends. */
  Optional<Account> lock(UUID accountId) {
    return database.query(handle ->
        handle
            .select("select * from accounts where account_id = :id for update")
            .bind("id", accountId)
            .map(AccountStore::account)
            .findOne());
  }

  /**
   * Lets one transaction at a time take admins away, so that two who remove each other cannot both
   * succeed. Comes before the lock of any account.
   */
  void oneAtATime() {
    database.inTransaction(
        handle -> handle.execute("select pg_advisory_xact_lock(hashtext('accounts of admins'))"));
  }

  boolean hasOtherAdmin(UUID accountId) {
    return database.query(handle ->
        handle
            .select(
                """
                select exists (
                  select from accounts
                  where account_type = 'admin'
                    and account_id <> :id
                )
                """)
            .bind("id", accountId)
            .mapTo(Boolean.class)
            .one());
  }

  boolean hasAdmin() {
    return database.query(handle ->
        handle
            .select("select exists (select from accounts where account_type = 'admin')")
            .mapTo(Boolean.class)
            .one());
  }

  /** Newest first. */
  public List<Account> page(Page page, Timeline.Span span) {
    var place = timeline.seek(Counter.ALL, page, span, this::countRows);
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from accounts
                where create_time >= coalesce(:from, '-infinity'::timestamptz)
                  and create_time < coalesce(:before, 'infinity'::timestamptz)
                order by create_time desc, account_id desc
                limit :limit
                offset :skip
                """)
            .bind("from", Columns.parameter(span.from()))
            .bind("before", Columns.parameter(place.before()))
            .bind("limit", page.size())
            .bind("skip", place.skip())
            .map(AccountStore::account)
            .list());
  }

  /** In the order of ids. */
  public List<Account> after(@Nullable UUID accountId, int limit) {
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
            .bind("after", accountId == null ? FIRST : accountId)
            .bind("limit", limit)
            .map(AccountStore::account)
            .list());
  }

  public long count(Timeline.Span span) {
    return timeline.count(Counter.ALL, span, this::countRows);
  }

  private long countRows(Instant from, Instant before) {
    return database.query(handle ->
        handle
            .select(
                """
                select count(*)
                from accounts
                where create_time >= :from
                  and create_time < :before
                """)
            .bind("from", Columns.parameter(from))
            .bind("before", Columns.parameter(before))
            .mapTo(Long.class)
            .one());
  }

  static Account account(ResultSet row, StatementContext context) throws SQLException {
    return new Account(
        row.getObject("account_id", UUID.class),
        AccountType.of(row.getString("account_type")),
        row.getString("login"),
        row.getString("description"),
        row.getString("password_hash"),
        Columns.time(row, "create_time"),
        Columns.time(row, "last_update_time"));
  }
}
