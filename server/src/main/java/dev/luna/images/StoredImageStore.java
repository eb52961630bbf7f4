package dev.luna.images;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import dev.luna.imagestore.Bucket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code images}, and {@code blob_removals}: contents whose rows are gone. */
public final class StoredImageStore {
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;

  public StoredImageStore(Database database) {
    this.database = database;
  }

  /** Whether it was added, for a content that {@link #keep} was called for. */
  public boolean insert(StoredImage image) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                insert into images (image_id, bucket, account_id, length, create_time, expire_time)
                values (:id, :bucket, :account, :length, :created, :expires)
                on conflict do nothing
                """)
            .bind("id", image.imageId())
            .bind("bucket", image.bucket().wireName())
            .bind("account", image.accountId())
            .bind("length", image.length())
            .bind("created", Columns.parameter(image.createTime()))
            .bind("expires", Columns.parameter(image.expireTime()))
            .execute())
        == 1;
  }

  /**
   * Takes contents off the queue of removals, in the transaction that gives them rows; waits for a
   * removal that is under way. Only then it is certain whether they are still there.
   */
  public void keep(Bucket bucket, Collection<UUID> imageIds) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                delete from blob_removals
                where bucket = :bucket
                  and key = any(:keys)
                """)
            .bind("bucket", bucket.wireName())
            .bindArray("keys", String.class, imageIds.stream().map(UUID::toString).toList())
            .execute());
  }

  public Optional<StoredImage> byId(Bucket bucket, UUID imageId) {
    return database.query(handle ->
        handle
            .select("select * from images where image_id = :id and bucket = :bucket")
            .bind("id", imageId)
            .bind("bucket", bucket.wireName())
            .map(StoredImageStore::image)
            .findOne());
  }

  /** Those of the images that an account has; they stay while the transaction is. */
  public Set<UUID> existing(Bucket bucket, Collection<UUID> imageIds, UUID accountId) {
    return database.query(handle ->
        new HashSet<>(
            handle
                .select(
                    """
                    select image_id
                    from images
                    where image_id = any(:ids)
                      and bucket = :bucket
                      and account_id = :account
                    order by image_id
                    for key share
                    """)
                .bindArray("ids", UUID.class, imageIds)
                .bind("bucket", bucket.wireName())
                .bind("account", accountId)
                .mapTo(UUID.class)
                .list()));
  }

  /** Of all buckets, in the order of ids. */
  public List<StoredImage> after(@Nullable UUID imageId, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from images
                where image_id > :after
                order by image_id
                fetch first :limit rows with ties
                """)
            .bind("after", imageId == null ? FIRST : imageId)
            .bind("limit", limit)
            .map(StoredImageStore::image)
            .list());
  }

  /** Of a bucket, in the order of ids. */
  public List<StoredImage> after(Bucket bucket, @Nullable UUID imageId, int limit) {
    return database.query(handle ->
        handle
            .select(
                """
                select *
                from images
                where bucket = :bucket
                  and image_id > :after
                order by image_id
                limit :limit
                """)
            .bind("bucket", bucket.wireName())
            .bind("after", imageId == null ? FIRST : imageId)
            .bind("limit", limit)
            .map(StoredImageStore::image)
            .list());
  }

  /** Removes an image of an account and queues its content; false if there is none. */
  boolean delete(Bucket bucket, UUID imageId, UUID accountId) {
    return database.query(handle ->
        handle
            .select(
                """
                with gone as (
                  delete from images
                  where image_id = :id
                    and bucket = :bucket
                    and account_id = :account
                  returning bucket, image_id
                ), queued as (
                  insert into blob_removals (bucket, key)
                  select bucket, image_id::text
                  from gone
                  on conflict do nothing
                )
                select count(*) from gone
                """)
            .bind("id", imageId)
            .bind("bucket", bucket.wireName())
            .bind("account", accountId)
            .mapTo(Long.class)
            .one())
        == 1;
  }

  /** Removes images whose time is over and queues their contents; returns how many. */
  int deleteExpired(Instant now, int limit) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                with gone as (
                  delete from images
                  where (image_id, bucket) in (
                    select image_id, bucket
                    from images
                    where expire_time <= :now
                    limit :limit
                    for update skip locked
                  )
                  returning bucket, image_id
                )
                insert into blob_removals (bucket, key)
                select bucket, image_id::text
                from gone
                on conflict do nothing
                """)
            .bind("now", now)
            .bind("limit", limit)
            .execute());
  }

  /**
   * Takes keys from the queue that no other node has, which the caller's transaction gives back if
   * it fails. Those that have a row all the same are only taken off it. What a task that has not
   * ended left is the task's to remove, and what it could not remove rests for a while.
   */
  List<String> takeRemovals(Bucket bucket, int limit, Instant failedBefore) {
    return database.query(handle ->
        handle
            .select(
                """
                with taken as (
                  delete from blob_removals
                  where bucket = :bucket
                    and key in (
                      select key
                      from blob_removals
                      where bucket = :bucket
                        and (failed_time is null or failed_time < :failedBefore)
                        and not exists (
                          select from tasks
                          where tasks.task_id = blob_removals.task_id
                            and end_time is null
                        )
                      limit :limit
                      for update skip locked
                    )
                  returning key
                )
                select key
                from taken
                where not exists (
                  select from images
                  where image_id = case when key ~ '^[0-9a-f-]{36}$' then key::uuid end
                    and bucket = :bucket
                )
                """)
            .bind("bucket", bucket.wireName())
            .bind("limit", limit)
            .bind("failedBefore", failedBefore)
            .mapTo(String.class)
            .list());
  }

  /** Queues contents to be removed. */
  public void queueRemovals(Bucket bucket, Collection<String> keys) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into blob_removals (bucket, key)
                select :bucket, key
                from unnest(:keys) as keys (key)
                on conflict do nothing
                """)
            .bind("bucket", bucket.wireName())
            .bindArray("keys", String.class, keys)
            .execute());
  }

  private static StoredImage image(ResultSet row, StatementContext context) throws SQLException {
    return new StoredImage(
        row.getObject("image_id", UUID.class),
        Bucket.of(row.getString("bucket")).orElseThrow(),
        row.getObject("account_id", UUID.class),
        row.getLong("length"),
        Columns.time(row, "create_time"),
        Columns.optionalTime(row, "expire_time"));
  }
}
