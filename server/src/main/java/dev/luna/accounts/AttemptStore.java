package dev.luna.accounts;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import java.time.Instant;
import java.util.Optional;

/** The tables {@code login_failures} and {@code login_origins}. */
public final class AttemptStore {
  private final Database database;

  public AttemptStore(Database database) {
    this.database = database;
  }

  /**
   * Counts an attempt before it is made, unless the subject has to wait; false if it has to. A
   * count that is older than {@code forget} starts again. One statement, so that attempts at the
   * same time cannot pass each other.
   *
   * @param free attempts without a wait; each one more doubles it, up to {@code longest} seconds
   */
  boolean count(String subject, Instant now, Instant forget, int free, int longest) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                insert into login_failures as known (subject, failures, last_time)
                values (:subject, 1, :now)
                on conflict (subject) do update
                set failures = case
                      when known.last_time < :forget then 1
                      else known.failures + 1
                    end,
                    last_time = excluded.last_time
                where known.failures < :free
                  or known.last_time + make_interval(secs => least(:longest,
                            power(2, least(known.failures - :free, 20)))) <= :now
                """)
            .bind("subject", subject)
            .bind("now", now)
            .bind("forget", forget)
            .bind("free", free)
            .bind("longest", longest)
            .execute())
        == 1;
  }

  /** Failures of a login or of an address in a row. */
  record Failures(int count, Instant lastTime) {}

  Optional<Failures> failures(String subject) {
    return database.query(handle ->
        handle
            .select("select * from login_failures where subject = :subject")
            .bind("subject", subject)
            .map((row, context) ->
                new Failures(row.getInt("failures"), Columns.time(row, "last_time")))
            .findOne());
  }

  /** Takes one counted attempt back. */
  void uncount(String subject) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update login_failures
                set failures = greatest(failures - 1, 0)
                where subject = :subject
                """)
            .bind("subject", subject)
            .execute());
  }

  void forget(String subject) {
    database.inTransaction(handle ->
        handle
            .createUpdate("delete from login_failures where subject = :subject")
            .bind("subject", subject)
            .execute());
  }

  /** Notes where a login came from. */
  void came(String login, String address, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into login_origins (login, address, last_time)
                values (:login, :address, :now)
                on conflict (login, address) do update
                set last_time = excluded.last_time
                """)
            .bind("login", login)
            .bind("address", address)
            .bind("now", now)
            .execute());
  }

  boolean cameFrom(String login, String address) {
    return database.query(handle ->
        handle
            .select(
                """
                select exists (
                  select from login_origins
                  where login = :login
                    and address = :address
                )
                """)
            .bind("login", login)
            .bind("address", address)
            .mapTo(Boolean.class)
            .one());
  }

  int deleteOlderThan(Instant failures, Instant origins) {
    return database.transaction(handle ->
        handle
                .createUpdate("delete from login_failures where last_time < :time")
                .bind("time", failures)
                .execute()
            + handle
                .createUpdate("delete from login_origins where last_time < :time")
                .bind("time", origins)
                .execute());
  }
}
