package dev.luna.accounts;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code sessions}; it holds hashes of the tokens, never a token. */
public final class SessionStore {
  private final Database database;

  public SessionStore(Database database) {
    this.database = database;
  }

  /** A session as stored. */
  record Session(byte[] tokenHash, UUID accountId, Instant createTime, Instant lastSeenTime) {}

  void insert(Session session) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into sessions (token_hash, account_id, create_time, last_seen_time)
                values (:hash, :account, :created, :seen)
                """)
            .bind("hash", session.tokenHash())
            .bind("account", session.accountId())
            .bind("created", session.createTime())
            .bind("seen", session.lastSeenTime())
            .execute());
  }

  /** A session that was found, and whose it is. */
  record Found(Account account, Instant createTime, Instant lastSeenTime) {}

  Optional<Found> find(byte[] tokenHash) {
    return database.query(handle ->
        handle
            .select(
                """
                select accounts.*, sessions.create_time as session_time, last_seen_time
                from sessions
                join accounts using (account_id)
                where token_hash = :hash
                """)
            .bind("hash", tokenHash)
            .map((row, context) ->
                new Found(
                    AccountStore.account(row, context),
                    Columns.time(row, "session_time"),
                    Columns.time(row, "last_seen_time")))
            .findOne());
  }

  void seen(byte[] tokenHash, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate("update sessions set last_seen_time = :now where token_hash = :hash")
            .bind("now", now)
            .bind("hash", tokenHash)
            .execute());
  }

  void delete(byte[] tokenHash) {
    database.inTransaction(handle ->
        handle
            .createUpdate("delete from sessions where token_hash = :hash")
            .bind("hash", tokenHash)
            .execute());
  }

  /** Ends all sessions of an account but {@code kept}. */
  void deleteOf(UUID accountId, byte @Nullable [] kept) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                delete from sessions
                where account_id = :account
                  and token_hash is distinct from :kept
                """)
            .bind("account", accountId)
            .bind("kept", kept)
            .execute());
  }

  int deleteOlderThan(Instant created, Instant seen) {
    return database.transaction(handle ->
        handle
            .createUpdate(
                "delete from sessions where create_time < :created or last_seen_time < :seen")
            .bind("created", created)
            .bind("seen", seen)
            .execute());
  }
}
