package dev.luna.images;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.Content;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStoreException;
import dev.luna.imagestore.Picture;
import dev.luna.imagestore.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images that accounts keep. The content is stored before its row and removed after it, by way of a
 * queue in the transaction that removes the row: what a crash can leave is content without a row,
 * which the check finds, and never a row without content.
 */
public final class Images {
  private static final Logger LOG = LoggerFactory.getLogger(Images.class);
  private static final int AT_ONCE = 1000;

  /** Contents that are removed in one transaction: some bulk requests to an S3 side by side. */
  private static final int REMOVED_AT_ONCE = 4000;

  private static final Duration FAILED_REST = Duration.ofDays(1);

  private final Database database;
  private final StoredImageStore rows;
  private final @Nullable ImageStore store;
  private final Pictures pictures;
  private final InstantSource clock;
  private final Listener listener;

  /** Is told of each image that was made ready to be stored: must be quick. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param time that reading it, looking at it and making it a JPEG took
     */
    void loaded(Picture picture, Duration time);
  }

  /** A subtask of a task that removes things. */
  public record OfSubtask(long taskId, long subtaskId) {}

  /** One whose images nobody is told of. */
  public Images(
      Database database, Optional<ImageStore> store, Pictures pictures, InstantSource clock) {
    this(database, store, pictures, clock, (_, _) -> {});
  }

  /**
   * @param store empty where images are switched off
   */
  public Images(
      Database database,
      Optional<ImageStore> store,
      Pictures pictures,
      InstantSource clock,
      Listener listener) {
    this.database = database;
    this.rows = new StoredImageStore(database);
    this.store = store.orElse(null);
    this.pictures = pictures;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Stores the content of an image that has no row yet.
   *
   * @param file may be written to
   * @return its length
   * @throws CodedException IMAGE_STORE_DISABLED, IMAGE_STORE_AWAY, or BAD_INPUT for what is no
   *     image or has the wrong size
   */
  public long store(Bucket bucket, UUID imageId, Path file) {
    return use(images -> {
      long start = System.nanoTime();
      var picture = pictures.toJpeg(file, bucket);
      listener.loaded(picture, Duration.ofNanos(System.nanoTime() - start));
      try (var in = Files.newInputStream(picture.file())) {
        images.put(bucket, imageId.toString(), in);
        return Files.size(picture.file());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** Gives a stored content its row. */
  public void register(
      Bucket bucket, UUID imageId, UUID accountId, long length, @Nullable Duration timeToLive) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    database.inTransaction(handle -> {
      rows.keep(bucket, List.of(imageId));
      rows.insert(
          new StoredImage(
              imageId,
              bucket,
              accountId,
              length,
              now,
              timeToLive == null ? null : now.plus(timeToLive)));
    });
  }

  /** Has a stored content removed that got no row. */
  public void discard(Bucket bucket, UUID imageId) {
    rows.queueRemovals(bucket, List.of(imageId.toString()));
  }

  public Optional<StoredImage> find(Bucket bucket, UUID imageId) {
    return rows.byId(bucket, imageId);
  }

  /**
   * The content, to be closed by the caller; empty if it is gone.
   *
   * @throws CodedException IMAGE_STORE_DISABLED or IMAGE_STORE_AWAY
   */
  public Optional<Content> open(Bucket bucket, UUID imageId) {
    return use(images -> images.get(bucket, imageId.toString()));
  }

  /**
   * Removes an image.
   *
   * @throws CodedException IMAGE_NOT_FOUND if the account has no such image
   */
  public void remove(Bucket bucket, UUID imageId, UUID accountId) {
    if (!rows.delete(bucket, imageId, accountId)) {
      throw new CodedException(ErrorCode.IMAGE_NOT_FOUND, imageId);
    }
  }

  /** One round of removing images whose time is over; returns how many. */
  public int sweepExpired() {
    return rows.deleteExpired(clock.instant(), AT_ONCE);
  }

  /** One round of removing contents that were queued for it; returns how many are gone. */
  public int removeBlobs() {
    if (store == null) {
      return 0;
    }
    int removed = 0;
    for (var bucket : Bucket.values()) {
      removed += database.transaction(handle -> removeBlobs(store, bucket));
    }
    return removed;
  }

  /**
   * @throws ImageStoreException if the store cannot be used
   */
  public void check() {
    if (store != null) {
      store.check();
    }
  }

  private int removeBlobs(ImageStore images, Bucket bucket) {
    var keys = rows.takeRemovals(bucket, REMOVED_AT_ONCE, clock.instant().minus(FAILED_REST));
    if (keys.isEmpty()) {
      return 0;
    }
    var left = images.delete(bucket, keys);
    if (!left.isEmpty()) {
      LOG.warn("{} contents of {} could not be removed, tried again soon", left.size(), bucket);
      rows.queueRemovals(bucket, left);
    }
    return keys.size() - left.size();
  }

  private <T> T use(Function<ImageStore, T> work) {
    if (store == null) {
      throw new CodedException(ErrorCode.IMAGE_STORE_DISABLED);
    }
    try {
      return work.apply(store);
    } catch (ImageStoreException e) {
      LOG.warn("a request needs the image store", e);
      throw new CodedException(ErrorCode.IMAGE_STORE_AWAY);
    }
  }
}
