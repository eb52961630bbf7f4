package dev.luna.tasks.notifications;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.db.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The tables {@code notification_receivers} and {@code notification_deliveries}, as written to. */
public final class NotificationStore {
  private final Database database;

  public NotificationStore(Database database) {
    this.database = database;
  }

  /**
   * A receiver as a policy has it.
   *
   * @param taskCallback how it is called for the task, as JSON; null for not at all
   * @param subtaskCallback likewise for subtasks
   */
  record Receiver(
      String destination,
      String origin,
      @Nullable String taskCallback,
      @Nullable String subtaskCallback) {}

  /**
   * Makes these the receivers of a task, which the caller has locked. What waits for one that is
   * not among them goes to its successor or is withdrawn.
   *
   * @param successors by the destination of the one before
   */
  void replace(long taskId, List<Receiver> receivers, Map<String, String> successors) {
    database.inTransaction(handle -> {
      var _ =
          handle
              .select(
                  """
                  select receiver_id
                  from notification_receivers
                  where task_id = :task
                  order by receiver_id
                  for update
                  """)
              .bind("task", taskId)
              .mapTo(Long.class)
              .list();
      handle
          .createUpdate(
              """
              update notification_receivers
              set task_callback = null,
                  subtask_callback = null
              where task_id = :task
              """)
          .bind("task", taskId)
          .execute();
      for (var receiver : receivers) {
        put(taskId, receiver);
      }
      successors.forEach((before, after) -> move(taskId, before, after));
      withdraw(taskId);
    });
  }

  private void put(long taskId, Receiver receiver) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into notification_receivers
                  (task_id, destination, origin, task_callback, subtask_callback)
                values (:task, :destination, :origin, :ofTask::json, :ofSubtask::json)
                on conflict (task_id, destination) do update
                set origin = excluded.origin,
                    task_callback = excluded.task_callback,
                    subtask_callback = excluded.subtask_callback,
                    gone = false,
                    failures = 0
                """)
            .bind("task", taskId)
            .bind("destination", receiver.destination())
            .bind("origin", receiver.origin())
            .bind("ofTask", receiver.taskCallback())
            .bind("ofSubtask", receiver.subtaskCallback())
            .execute());
  }

  private void move(long taskId, String before, String after) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                with
                  old as (
                    select receiver_id
                    from notification_receivers
                    where task_id = :task
                      and destination = :before
                  ),
                  new as (
                    update notification_receivers
                    set ended_position = 0,
                        due_time = now()
                    where task_id = :task
                      and destination = :after
                    returning receiver_id
                  )
                update notification_deliveries
                set receiver_id = (select receiver_id from new)
                where receiver_id = (select receiver_id from old)
                  and status = 0
                """)
            .bind("task", taskId)
            .bind("before", before)
            .bind("after", after)
            .execute());
  }

  private void withdraw(long taskId) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update notification_deliveries as d
                set status = 4
                from notification_receivers as r
                where r.task_id = :task
                  and d.receiver_id = r.receiver_id
                  and d.status = 0
                  and case when d.subtask_id is null then r.task_callback else r.subtask_callback end
                    is null
                """)
            .bind("task", taskId)
            .execute());
  }

  /**
   * Holds the receivers of a task that are told of a scope, always in the same order: until the
   * transaction ends nobody else adds a notification for them.
   */
  List<Long> lock(long taskId, Policy.Scope scope) {
    return database.query(handle ->
        handle
            .select(
                """
                select receiver_id
                from notification_receivers
                where task_id = :task
                  and not gone
                  and case when :ofTask then task_callback else subtask_callback end is not null
                order by receiver_id
                for update
                """)
            .bind("task", taskId)
            .bind("ofTask", scope == Policy.Scope.TASK)
            .mapTo(Long.class)
            .list());
  }

  /**
   * What is to be told.
   *
   * @param subtaskId null where it is about the task
   */
  record Note(@Nullable Long subtaskId, String body) {}

  /**
   * Adds notifications, in their order, for receivers that are locked.
   *
   * @param patience how long they are tried
   */
  void add(
      List<Long> receivers, long taskId, List<Note> notes, Duration patience, Supplier<UUID> ids) {
    database.inTransaction(handle -> {
      var batch =
          handle.prepareBatch(
              """
              insert into notification_deliveries
                (delivery_id, receiver_id, task_id, subtask_id, body, park_time)
              values (:delivery, :receiver, :task, :subtask, :body,
                now() + :patience * interval '1 ms')
              """);
      for (var note : notes) {
        for (long receiver : receivers) {
          batch
              .bind("delivery", ids.get())
              .bind("receiver", receiver)
              .bind("task", taskId)
              .bind("subtask", note.subtaskId())
              .bind("body", note.body())
              .bind("patience", patience.toMillis())
              .add();
        }
      }
      batch.execute();
      handle
          .createUpdate(
              """
              update notification_receivers
              set due_time = now()
              where receiver_id = any(:receivers)
                and due_time is null
              """)
          .bindArray("receivers", Long.class, receivers)
          .execute();
    });
  }

  /** Newest first. */
  public List<Delivery> page(long taskId, Page page) {
    return database.query(handle ->
        handle
            .select(
                """
                select d.*, r.destination,
                  case when d.status = 0 then greatest(r.due_time, d.create_time) end as next_time
                from notification_deliveries as d
                join notification_receivers as r using (receiver_id)
                where d.task_id = :task
                order by d.position desc
                limit :limit
                offset :offset
                """)
            .bind("task", taskId)
            .bind("limit", page.size())
            .bind("offset", page.offset())
            .map(NotificationStore::delivery)
            .list());
  }

  /** What became of an attempt to send a notification again. */
  public enum Replay {
    OK,
    NOT_FOUND,
    /** The policy does not name its receiver any more. */
    NO_RECEIVER
  }

  /**
   * Lets a notification go again, after what waits for its receiver.
   *
   * @param patience how long it is tried
   */
  public Replay replay(long taskId, UUID deliveryId, Duration patience) {
    return database.transaction(handle -> {
      var found =
          handle
              .select(
                  """
                  select case when d.subtask_id is null then r.task_callback else r.subtask_callback
                    end is not null
                  from notification_deliveries as d
                  join notification_receivers as r using (receiver_id)
                  where d.delivery_id = :delivery
                    and d.task_id = :task
                  for update of r, d
                  """)
              .bind("delivery", deliveryId)
              .bind("task", taskId)
              .mapTo(Boolean.class)
              .findOne();
      if (found.isEmpty()) {
        return Replay.NOT_FOUND;
      }
      if (!found.get()) {
        return Replay.NO_RECEIVER;
      }
      handle
          .createUpdate(
              """
              with again as (
                update notification_deliveries
                set status = 0,
                    position = default,
                    park_time = now() + :patience * interval '1 ms'
                where delivery_id = :delivery
                returning receiver_id
              )
              update notification_receivers
              set due_time = now(),
                  gone = false
              where receiver_id = (select receiver_id from again)
              """)
          .bind("delivery", deliveryId)
          .bind("patience", patience.toMillis())
          .execute();
      return Replay.OK;
    });
  }

  /** Removes receivers whose task is gone and for whom nothing waits; returns how many. */
  public int sweep(int most) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                delete from notification_receivers
                where receiver_id in (
                  select receiver_id
                  from notification_receivers
                  where orphaned
                    and due_time is null
                  limit :most
                )
                """)
            .bind("most", most)
            .execute());
  }

  /** Forgets chats that nobody wrote to for a while; returns how many. */
  public int sweepChats() {
    return database.query(handle ->
        handle
            .createUpdate("delete from telegram_chats where next_time < now() - interval '1 hour'")
            .execute());
  }

  private static Delivery delivery(ResultSet row, StatementContext context) throws SQLException {
    Instant next = Columns.optionalTime(row, "next_time");
    return new Delivery(
        row.getObject("delivery_id", UUID.class),
        row.getLong("task_id"),
        row.getObject("subtask_id", Long.class),
        row.getString("destination"),
        Delivery.Status.of(row.getInt("status")),
        row.getInt("attempts"),
        Columns.time(row, "create_time"),
        Columns.optionalTime(row, "last_attempt_time"),
        next,
        row.getObject("http_status", Integer.class),
        row.getString("reason"));
  }
}
