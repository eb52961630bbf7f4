package dev.luna.accounts;

import dev.luna.db.Database;
import dev.luna.db.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code accounts}. */
public final class AccountStore {
  private final Database database;

  public AccountStore(Database database) {
    this.database = database;
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
            .bind("created", account.createTime())
            .bind("updated", account.lastUpdateTime())
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
            .bind("updated", account.lastUpdateTime())
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
  public List<Account> page(
      Page page, @Nullable Instant createdFrom, @Nullable Instant createdBefore) {
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
                offset :offset
                """)
            .bind("from", time(createdFrom))
            .bind("before", time(createdBefore))
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map(AccountStore::account)
            .list());
  }

  /** Whole days come from the counter, only the days at the edges of the range are looked into. */
  public long count(@Nullable Instant createdFrom, @Nullable Instant createdBefore) {
    Instant firstDay = createdFrom == null ? null : nextDay(createdFrom);
    Instant lastDay = createdBefore == null ? null : createdBefore.truncatedTo(ChronoUnit.DAYS);
    boolean withinOneDay = firstDay != null && lastDay != null && firstDay.isAfter(lastDay);
    if (withinOneDay) {
      return countRows(createdFrom, createdBefore);
    }
    return countDays(firstDay, lastDay)
        + (firstDay == null ? 0 : countRows(createdFrom, firstDay))
        + (lastDay == null ? 0 : countRows(lastDay, createdBefore));
  }

  private long countDays(@Nullable Instant firstDay, @Nullable Instant dayAfterLast) {
    return database.query(handle ->
        handle
            .select(
                """
                select coalesce(sum(value), 0)
                from counter_values
                where counter = 'accounts'
                  and scope::date >= coalesce(:first, '-infinity'::timestamptz) at time zone 'utc'
                  and scope::date < coalesce(:after, 'infinity'::timestamptz) at time zone 'utc'
                """)
            .bind("first", time(firstDay))
            .bind("after", time(dayAfterLast))
            .mapTo(Long.class)
            .one());
  }

  private long countRows(@Nullable Instant from, @Nullable Instant before) {
    return database.query(handle ->
        handle
            .select(
                """
                select count(*)
                from accounts
                where create_time >= :from
                  and create_time < :before
                """)
            .bind("from", time(from))
            .bind("before", time(before))
            .mapTo(Long.class)
            .one());
  }

  private static Instant nextDay(Instant time) {
    Instant day = time.truncatedTo(ChronoUnit.DAYS);
    return day.equals(time) ? day : day.plus(1, ChronoUnit.DAYS);
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static Account account(ResultSet row, StatementContext context) throws SQLException {
    return new Account(
        row.getObject("account_id", UUID.class),
        AccountType.of(row.getString("account_type")),
        row.getString("login"),
        row.getString("description"),
        row.getString("password_hash"),
        row.getTimestamp("create_time").toInstant(),
        row.getTimestamp("last_update_time").toInstant());
  }
}
