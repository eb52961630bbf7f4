package dev.luna.tasks.notifications;

import dev.luna.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code notification_receivers} and {@code notification_deliveries}, as worked off: a
 * node takes a receiver for a while, sends what waits for it in order, and gives it back. All times
 * are the database's.
 */
final class DeliveryStore {
  private final Database database;

  DeliveryStore(Database database) {
    this.database = database;
  }

  /**
   * A receiver that a node has taken.
   *
   * @param epoch grows with each time that it is taken
   * @param failures in a row until now
   */
  record Taken(long receiverId, int epoch, String destination, String origin, int failures) {}

  /**
   * A notification that waits, and how its receiver is called.
   *
   * @param callback as a policy has it, with encrypted secrets; null if nobody is to be called
   */
  record Waiting(
      UUID deliveryId,
      long taskId,
      @Nullable Long subtaskId,
      long position,
      String body,
      @Nullable String callback) {}

  /** Takes receivers for which something is due, the longest waiting first. */
  List<Taken> take(int most, Collection<String> fullOrigins, Duration lease) {
    return database.query(handle ->
        handle
            .select(
                """
                update notification_receivers as r
                set lease_time = now() + :lease * interval '1 ms',
                    epoch = r.epoch + 1
                from (
                  select receiver_id
                  from notification_receivers
                  where due_time <= now()
                    and (lease_time is null
                      or lease_time < now()
                      or lease_time > now() + 2 * :lease * interval '1 ms')
                    and origin <> all(:full)
                  order by due_time
                  limit :most
                  for update skip locked
                ) as due
                where r.receiver_id = due.receiver_id
                returning r.receiver_id, r.epoch, r.destination, r.origin, r.failures
                """)
            .bind("lease", lease.toMillis())
            .bindArray("full", String.class, List.copyOf(fullOrigins))
            .bind("most", most)
            .map((row, context) ->
                new Taken(
                    row.getLong("receiver_id"),
                    row.getInt("epoch"),
                    row.getString("destination"),
                    row.getString("origin"),
                    row.getInt("failures")))
            .list());
  }

  /**
   * Makes due what was put off for longer than anything is: the clock was set back since.
   *
   * @param longest for which one that failed is put off
   */
  void settle(Duration longest) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update notification_receivers
                set due_time = now()
                where due_time > now() + interval '1 minute'
                  and (failures = 0 or due_time > now() + :longest * interval '1 ms')
                """)
            .bind("longest", longest.toMillis())
            .execute());
  }

  /** Keeps receivers that this node still works on. */
  void renew(Collection<Taken> taken, Duration lease) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update notification_receivers as r
                set lease_time = now() + :lease * interval '1 ms'
                from unnest(:ids, :epochs) as mine (receiver_id, epoch)
                where r.receiver_id = mine.receiver_id
                  and r.epoch = mine.epoch
                  and r.lease_time is not null
                """)
            .bind("lease", lease.toMillis())
            .bindArray("ids", Long.class, taken.stream().map(Taken::receiverId).toList())
            .bindArray("epochs", Integer.class, taken.stream().map(Taken::epoch).toList())
            .execute());
  }

  /** What waits for a receiver, in order; empty if there is nothing or another node has it. */
  List<Waiting> waiting(Taken taken, int most) {
    return database.query(handle ->
        handle
            .select(
                """
                select d.*,
                  case when d.subtask_id is null then r.task_callback else r.subtask_callback end
                    as callback
                from notification_receivers as r
                join notification_deliveries as d
                  on d.receiver_id = r.receiver_id
                  and d.position > r.ended_position
                where r.receiver_id = :receiver
                  and r.epoch = :epoch
                  and d.status = 0
                order by d.position
                limit :most
                """)
            .bind("receiver", taken.receiverId())
            .bind("epoch", taken.epoch())
            .bind("most", most)
            .map(DeliveryStore::read)
            .list());
  }

  /** Notes that notifications were taken, or are not to go to anybody. */
  void ended(Taken taken, List<Waiting> ended, Delivery.Status status, @Nullable Integer answer) {
    database.inTransaction(handle -> {
      mark(handle, ended, status, answer, null);
      handle
          .createUpdate(
              """
              update notification_receivers
              set failures = 0,
                  ended_position = greatest(ended_position, :position)
              where receiver_id = :receiver
                and epoch = :epoch
              """)
          .bind("position", ended.getLast().position())
          .bind("receiver", taken.receiverId())
          .bind("epoch", taken.epoch())
          .execute();
    });
  }

  /**
   * Notes that notifications were not taken, parks what has waited for too long, and gives the
   * receiver back for a while.
   */
  void failed(
      Taken taken,
      List<Waiting> tried,
      @Nullable Integer answer,
      @Nullable String reason,
      Duration pause) {
    database.inTransaction(handle -> {
      if (!giveBack(handle, taken, pause, true)) {
        return;
      }
      mark(handle, tried, Delivery.Status.WAITING, answer, reason);
      handle
          .createUpdate(
              """
              update notification_deliveries
              set status = 2,
                  reason = coalesce(reason, :reason)
              where receiver_id = :receiver
                and status = 0
                and park_time <= now()
              """)
          .bind("receiver", taken.receiverId())
          .bind("reason", reason)
          .execute();
    });
  }

  /** Ends all that waits for a receiver, which does not want to be called any more. */
  void gone(Taken taken, List<Waiting> tried, int answer) {
    database.inTransaction(handle -> {
      if (!giveBack(handle, taken, Duration.ZERO, false)) {
        return;
      }
      mark(handle, tried, Delivery.Status.GONE, answer, null);
      handle
          .createUpdate(
              """
              with ended as (
                update notification_deliveries
                set status = 3
                where receiver_id = :receiver
                  and status = 0
              )
              update notification_receivers
              set gone = true,
                  due_time = null
              where receiver_id = :receiver
              """)
          .bind("receiver", taken.receiverId())
          .execute();
    });
  }

  /** Gives a receiver back; if nothing waits for it, it is not looked at until something does. */
  void giveBack(Taken taken, Duration pause) {
    database.inTransaction(handle -> {
      if (giveBack(handle, taken, pause, false)) {
        handle
            .createUpdate(
                """
                update notification_receivers
                set due_time = null
                where receiver_id = :receiver
                  and not exists (
                    select
                    from notification_deliveries as d
                    where d.receiver_id = :receiver
                      and d.status = 0
                      and d.position > ended_position
                  )
                """)
            .bind("receiver", taken.receiverId())
            .execute();
      }
    });
  }

  /** The pause until a chat may be written to; zero if it may now, which then is so noted. */
  Duration takeTurn(String chat, Duration pace) {
    long millis =
        database.query(handle ->
            handle
                .select(
                    """
                    with turn as (
                      insert into telegram_chats (chat, next_time)
                      values (:chat, now() + :pace * interval '1 ms')
                      on conflict (chat) do update
                      set next_time = excluded.next_time
                      where telegram_chats.next_time <= now()
                        or telegram_chats.next_time > excluded.next_time
                      returning chat
                    )
                    select case when exists (select from turn) then 0 else coalesce(
                      (select ceil(extract(epoch from next_time - now()) * 1000)
                        from telegram_chats where chat = :chat), :pace) end
                    """)
                .bind("chat", chat)
                .bind("pace", pace.toMillis())
                .mapTo(Long.class)
                .one());
    return Duration.ofMillis(millis);
  }

  /** Whether the receiver, which is locked from here on, was still this node's. */
  private static boolean giveBack(Handle handle, Taken taken, Duration pause, boolean failed) {
    return handle
            .createUpdate(
                """
                update notification_receivers
                set lease_time = null,
                    due_time = now() + :pause * interval '1 ms',
                    failures = failures + :failed
                where receiver_id = :receiver
                  and epoch = :epoch
                """)
            .bind("pause", pause.toMillis())
            .bind("failed", failed ? 1 : 0)
            .bind("receiver", taken.receiverId())
            .bind("epoch", taken.epoch())
            .execute()
        == 1;
  }

  private static void mark(
      Handle handle,
      List<Waiting> tried,
      Delivery.Status status,
      @Nullable Integer answer,
      @Nullable String reason) {
    handle
        .createUpdate(
            """
            update notification_deliveries
            set status = :status,
                attempts = attempts + :called,
                last_attempt_time = case :called when 0 then last_attempt_time else now() end,
                http_status = :answer,
                reason = :reason
            where delivery_id = any(:tried)
              and status = 0
            """)
        .bind("status", status.number())
        .bind("called", status == Delivery.Status.WITHDRAWN ? 0 : 1)
        .bind("answer", answer)
        .bind("reason", reason)
        .bindArray("tried", UUID.class, tried.stream().map(Waiting::deliveryId).toList())
        .execute();
  }

  private static Waiting read(ResultSet row, StatementContext context) throws SQLException {
    return new Waiting(
        row.getObject("delivery_id", UUID.class),
        row.getLong("task_id"),
        row.getObject("subtask_id", Long.class),
        row.getLong("position"),
        row.getString("body"),
        row.getString("callback"));
  }
}
