package dev.luna.tasks;

import dev.luna.db.Database;
import dev.luna.imagestore.Bucket;
import dev.luna.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Results of tasks. Each chunk of work leaves its items as one block in the transaction that has
 * their effect: text of a JSON array without its brackets. When a subtask ends, the blocks of each
 * list leave for the image store as one object, a part.
 */
public final class ResultStore {
  private final Database database;

  public ResultStore(Database database) {
    this.database = database;
  }

  /** Keeps what a chunk handled, by list. */
  public void append(long taskId, long subtaskId, Map<String, ? extends List<?>> items) {
    items.forEach((field, values) -> {
      if (!values.isEmpty()) {
        append(taskId, subtaskId, field, quote(values));
      }
    });
  }

  /** The result without the items of its lists; empty if the task has none, or not any more. */
  public Optional<JsonNode> summary(long taskId, Instant now) {
    return database.query(handle ->
        handle
            .select(
                """
                select summary
                from tasks
                where task_id = :id
                  and summary is not null
                  and (result_expire_time is null or result_expire_time > :now)
                """)
            .bind("id", taskId)
            .bind("now", now)
            .map((row, context) -> Json.MAPPER.readTree(row.getString("summary")))
            .findOne());
  }

  /** A block and its place, which is above 0. */
  public record Block(long subtaskId, int block, String items) {}

  /** The block of a list that comes after another one, or the first one. */
  public Optional<Block> next(long taskId, String field, @Nullable Block last) {
    return database.query(handle ->
        handle
            .select(
                """
                select subtask_id, block, items
                from task_result_blocks
                where task_id = :task
                  and field = :field
                  and (subtask_id, block) > (:subtask, :block)
                order by subtask_id, block
                limit 1
                """)
            .bind("task", taskId)
            .bind("field", field)
            .bind("subtask", last == null ? 0 : last.subtaskId())
            .bind("block", last == null ? 0 : last.block())
            .map((row, context) ->
                new Block(row.getLong("subtask_id"), row.getInt("block"), row.getString("items")))
            .findOne());
  }

  /** The lists that a subtask has blocks of. */
  public List<String> lists(long taskId, long subtaskId) {
    return database.query(handle ->
        handle
            .select(
                """
                select distinct field
                from task_result_blocks
                where task_id = :task
                  and subtask_id = :subtask
                order by field
                """)
            .bind("task", taskId)
            .bind("subtask", subtaskId)
            .mapTo(String.class)
            .list());
  }

  /**
   * Notes contents that are about to be written: unless they become parts they are removed when the
   * task has ended, whatever becomes of who writes them.
   */
  public void announce(long taskId, Collection<String> keys) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into blob_removals (bucket, key, task_id)
                select :bucket, key, :task
                from unnest(:keys) as keys (key)
                on conflict do nothing
                """)
            .bind("bucket", Bucket.TASK_RESULTS.wireName())
            .bindArray("keys", String.class, keys)
            .bind("task", taskId)
            .execute());
  }

  /** Puts announced parts, by list, in the place of the blocks of a subtask. */
  public void replaceBlocks(long taskId, long subtaskId, Map<String, String> keys) {
    database.inTransaction(handle -> {
      handle
          .createUpdate(
              """
              delete from task_result_blocks
              where task_id = :task
                and subtask_id = :subtask
                and field = any(:fields)
              """)
          .bind("task", taskId)
          .bind("subtask", subtaskId)
          .bindArray("fields", String.class, keys.keySet())
          .execute();
      var insert =
          handle.prepareBatch(
              """
              insert into task_result_parts (task_id, field, subtask_id, key)
              values (:task, :field, :subtask, :key)
              """);
      keys.forEach((field, key) ->
          insert
              .bind("task", taskId)
              .bind("field", field)
              .bind("subtask", subtaskId)
              .bind("key", key)
              .add());
      int[] _ = insert.execute();
      handle
          .createUpdate("delete from blob_removals where bucket = :bucket and key = any(:keys)")
          .bind("bucket", Bucket.TASK_RESULTS.wireName())
          .bindArray("keys", String.class, keys.values())
          .execute();
    });
  }

  /** Keys of the parts of a list, in the order of their subtasks. */
  public List<String> parts(long taskId, String field) {
    return database.query(handle ->
        handle
            .select(
                """
                select key
                from task_result_parts
                where task_id = :task
                  and field = :field
                order by subtask_id
                """)
            .bind("task", taskId)
            .bind("field", field)
            .mapTo(String.class)
            .list());
  }

  /** Removes what a task has of results, the contents of its parts included. */
  public void remove(long taskId) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                with blocks as (
                  delete from task_result_blocks
                  where task_id = :task
                ), gone as (
                  delete from task_result_parts
                  where task_id = :task
                  returning key
                )
                insert into blob_removals (bucket, key)
                select :bucket, key
                from gone
                on conflict do nothing
                """)
            .bind("task", taskId)
            .bind("bucket", Bucket.TASK_RESULTS.wireName())
            .execute());
  }

  /** Removes results whose time is over, {@code limit} at most; returns how many. */
  public int sweep(Instant now, int limit) {
    return database.transaction(handle -> {
      var expired = forgetExpired(now, limit);
      expired.forEach(this::remove);
      return expired.size();
    });
  }

  private List<Long> forgetExpired(Instant now, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                with expired as (
                  select task_id
                  from tasks
                  where result_expire_time <= :now
                  order by result_expire_time
                  limit :limit
                  for no key update skip locked
                )
                update tasks
                set summary = null,
                    result_id = null,
                    result_expire_time = null
                where task_id in (select task_id from expired)
                returning task_id
                """)
            .bind("now", now)
            .bind("limit", limit)
            .mapTo(Long.class)
            .list());
  }

  private void append(long taskId, long subtaskId, String field, String items) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into task_result_blocks (task_id, field, subtask_id, block, items)
                select :task, :field, :subtask, coalesce(max(block), 0) + 1, :items
                from task_result_blocks
                where task_id = :task
                  and field = :field
                  and subtask_id = :subtask
                """)
            .bind("task", taskId)
            .bind("field", field)
            .bind("subtask", subtaskId)
            .bind("items", items)
            .execute());
  }

  private static String quote(List<?> values) {
    return values.stream().map(Json.MAPPER::writeValueAsString).collect(Collectors.joining(","));
  }
}
