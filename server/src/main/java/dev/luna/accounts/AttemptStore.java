package dev.luna.accounts;

import dev.luna.db.Database;
import java.time.Instant;
import java.util.List;

/** The tables {@code login_failures} and {@code login_origins}. */
public final class AttemptStore {
  private final Database database;

  public AttemptStore(Database database) {
    this.database = database;
  }

  /** Failures of a login or of an address in a row. */
  record Failures(String subject, int count, Instant lastTime) {}

  List<Failures> failures(List<String> subjects) {
    return database.query(handle ->
        handle
            .select("select * from login_failures where subject = any(:subjects)")
            .bindArray("subjects", String.class, subjects)
            .map((row, context) ->
                new Failures(
                    row.getString("subject"),
                    row.getInt("failures"),
                    row.getTimestamp("last_time").toInstant()))
            .list());
  }

  /** Counts one more failure; a count that is older than {@code forget} starts again. */
  void failed(List<String> subjects, Instant now, Instant forget) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into login_failures (subject, failures, last_time)
                select subject, 1, :now
                from unnest(:subjects) as subjects (subject)
                order by subject
                on conflict (subject) do update
                set failures = case
                      when login_failures.last_time < :forget then 1
                      else login_failures.failures + 1
                    end,
                    last_time = excluded.last_time
                """)
            .bindArray("subjects", String.class, subjects)
            .bind("now", now)
            .bind("forget", forget)
            .execute());
  }

  /** Notes where a login came from and forgets its failures. */
  void succeeded(String login, String address, List<String> subjects, Instant now) {
    database.inTransaction(handle -> {
      handle
          .createUpdate("delete from login_failures where subject = any(:subjects)")
          .bindArray("subjects", String.class, subjects)
          .execute();
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
          .execute();
    });
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
