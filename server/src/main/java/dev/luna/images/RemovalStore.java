package dev.luna.images;

import dev.luna.db.Database;
import dev.luna.imagestore.Bucket;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What tasks leave to be removed after their commits, in the table {@code blob_removals}. */
final class RemovalStore {
  private final Database database;

  RemovalStore(Database database) {
    this.database = database;
  }

  /**
   * A content, or an address elsewhere, that is to go.
   *
   * @param bucket wire name of the content's bucket
   * @param key the content's key, or the address
   * @param objectId the object that it belonged to
   */
  record Left(String bucket, String key, String objectId) {}

  /**
   * Removes images that nobody refers to any more and leaves their contents to a subtask.
   *
   * @param objectIds whose they were, one for each image
   * @return ids of those that were removed
   */
  List<UUID> removeUnused(
      Bucket bucket, List<UUID> imageIds, List<UUID> objectIds, Images.OfSubtask of) {
    return database.query(handle ->
        handle
            .select(
                """
                with wanted as (
                  select distinct on (image_id) image_id, object_id
                  from unnest(:images, :objects) as given (image_id, object_id)
                ), gone as (
                  delete from images
                  using wanted
                  where images.image_id = wanted.image_id
                    and images.bucket = :bucket
                    and <unused>
                  returning images.image_id, object_id
                ), queued as (
                  insert into blob_removals (bucket, key, task_id, subtask_id, object_id)
                  select :bucket, image_id::text, :task, :subtask, object_id::text
                  from gone
                  on conflict do nothing
                )
                select image_id
                from gone
                """)
            .define("unused", unused(bucket))
            .bindArray("images", UUID.class, imageIds)
            .bindArray("objects", UUID.class, objectIds)
            .bind("bucket", bucket.wireName())
            .bind("task", of.taskId())
            .bind("subtask", of.subtaskId())
            .mapTo(UUID.class)
            .list());
  }

  /** Leaves addresses elsewhere to a subtask. */
  void queue(String bucket, List<String> keys, List<UUID> objectIds, Images.OfSubtask of) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into blob_removals (bucket, key, task_id, subtask_id, object_id)
                select :bucket, key, :task, :subtask, object_id::text
                from unnest(:keys, :objects) as given (key, object_id)
                on conflict do nothing
                """)
            .bind("bucket", bucket)
            .bindArray("keys", String.class, keys)
            .bindArray("objects", UUID.class, objectIds)
            .bind("task", of.taskId())
            .bind("subtask", of.subtaskId())
            .execute());
  }

  /** What a subtask has left in a bucket, held until the transaction ends. */
  List<Left> lock(String bucket, Images.OfSubtask of, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select bucket, key, object_id
                from blob_removals
                where task_id = :task
                  and subtask_id = :subtask
                  and bucket = :bucket
                  and failed_time is null
                limit :limit
                for update
                """)
            .bind("task", of.taskId())
            .bind("subtask", of.subtaskId())
            .bind("bucket", bucket)
            .bind("limit", limit)
            .map((row, context) ->
                new Left(row.getString("bucket"), row.getString("key"), row.getString("object_id")))
            .list());
  }

  /** Takes what is gone off the queue. */
  void forget(Collection<Left> gone) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                delete from blob_removals
                using unnest(:buckets, :keys) as gone (bucket, key)
                where blob_removals.bucket = gone.bucket
                  and blob_removals.key = gone.key
                """)
            .bindArray("buckets", String.class, gone.stream().map(Left::bucket).toList())
            .bindArray("keys", String.class, gone.stream().map(Left::key).toList())
            .execute());
  }

  /** Marks what could not be removed. */
  void markFailed(Left left, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                update blob_removals
                set failed_time = :now
                where bucket = :bucket
                  and key = :key
                """)
            .bind("now", now)
            .bind("bucket", left.bucket())
            .bind("key", left.key())
            .execute());
  }

  /** Gives what a task could not remove to a subtask of another one; returns how much. */
  int takeOver(long failedTask, Images.OfSubtask of) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                update blob_removals
                set task_id = :task,
                    subtask_id = :subtask,
                    failed_time = null
                where task_id = :failed
                  and failed_time is not null
                """)
            .bind("task", of.taskId())
            .bind("subtask", of.subtaskId())
            .bind("failed", failedTask)
            .execute());
  }

  private static String unused(Bucket bucket) {
    return switch (bucket) {
      case FACES_SAMPLES ->
          """
          not exists (
            select from face_attributes
            where samples @> array[wanted.image_id]
              and samples <> '{}'
          )
          and not exists (
            select from events
            where face_samples @> array[wanted.image_id]
              and (face_samples <> '{}' or body_samples <> '{}')
          )
          """;
      case BODIES_SAMPLES ->
          """
          not exists (
            select from events
            where body_samples @> array[wanted.image_id]
              and (face_samples <> '{}' or body_samples <> '{}')
          )
          """;
      case IMAGES ->
          """
          not exists (
            select from events
            where image_origin in (wanted.image_id::text, '/6/images/' || wanted.image_id)
              and image_origin <> ''
          )
          """;
      case TASK_RESULTS -> "false";
    };
  }
}
