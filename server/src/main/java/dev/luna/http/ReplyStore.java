package dev.luna.http;

import dev.luna.db.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code kept_replies}. */
final class ReplyStore {
  private final Database database;

  ReplyStore(Database database) {
    this.database = database;
  }

  /**
   * A key of an account.
   *
   * @param fingerprint of the request
   */
  record Claim(UUID accountId, String key, byte[] fingerprint) {}

  /**
   * An answer that was given.
   *
   * @param fingerprint of its request
   */
  record Kept(byte[] fingerprint, Reply reply) {}

  /**
   * Takes a key; false if it is taken. Waits for a request with the same key that has not ended.
   */
  boolean claim(Claim claim, Instant now) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                insert into kept_replies (account_id, key, fingerprint, status, body, create_time)
                values (:account, :key, :fingerprint, 0, '', :now)
                on conflict do nothing
                """)
            .bind("account", claim.accountId())
            .bind("key", claim.key())
            .bind("fingerprint", claim.fingerprint())
            .bind("now", now)
            .execute())
        == 1;
  }

  /** Keeps the answer under a key that was taken in this transaction. */
  void keep(Claim claim, Reply reply) {
    String body =
        reply.body() instanceof Reply.Bytes bytes
            ? new String(bytes.bytes(), StandardCharsets.UTF_8)
            : "";
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update kept_replies
                set status = :status,
                    location = :location,
                    body = :body
                where account_id = :account
                  and key = :key
                """)
            .bind("status", reply.status())
            .bind("location", reply.headers().get("Location"))
            .bind("body", body)
            .bind("account", claim.accountId())
            .bind("key", claim.key())
            .execute());
  }

  Kept find(Claim claim) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from kept_replies
                where account_id = :account
                  and key = :key
                """)
            .bind("account", claim.accountId())
            .bind("key", claim.key())
            .map((row, context) ->
                new Kept(
                    row.getBytes("fingerprint"),
                    reply(row.getInt("status"), row.getString("location"), row.getString("body"))))
            .one());
  }

  int deleteOlderThan(Instant time, int limit) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                delete from kept_replies
                where (account_id, key) in (
                  select account_id, key
                  from kept_replies
                  where create_time < :time
                  limit :limit
                )
                """)
            .bind("time", time)
            .bind("limit", limit)
            .execute());
  }

  private static Reply reply(int status, @Nullable String location, String body) {
    var reply =
        body.isEmpty()
            ? Reply.empty(status)
            : new Reply(
                status,
                Map.of(),
                new Reply.Bytes("application/json", body.getBytes(StandardCharsets.UTF_8)));
    return location == null ? reply : reply.with("Location", location);
  }
}
