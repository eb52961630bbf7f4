package dev.luna.imagestore;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects by bucket and key. A key has 1 to 128 of {@code a-z}, {@code 0-9} and {@code -} and does
 * not begin with {@code -}.
 *
 * <p>Every method throws {@link IllegalArgumentException} for another key, before it does anything,
 * and {@link ImageStoreException} if the storage fails or is away. All may be called at once.
 */
public interface ImageStore extends AutoCloseable {
  /**
   * Stores an object or replaces it, whole or not at all: a reader sees the old one or the new one,
   * and a crash leaves no part of one. When this returns, the object outlives a loss of power. The
   * content may be of any length and is never in memory as a whole (but for a store in memory).
   *
   * @param content read to its end and not closed
   * @throws UncheckedIOException if {@code content} cannot be read; nothing is stored
   */
  void put(Bucket bucket, String key, InputStream content);

  /** The object, to be closed by the caller; empty if there is none. */
  Optional<Content> get(Bucket bucket, String key);

  /** Length of the object in bytes; empty if there is none. */
  OptionalLong length(Bucket bucket, String key);

  /**
   * Deletes objects; one that does not exist counts as deleted.
   *
   * @param keys any number
   * @return those that the storage refused to delete; the others are gone
   * @throws ImageStoreException if the storage is away; some may be gone, and deleting them again
   *     does no harm
   */
  Set<String> delete(Bucket bucket, Collection<String> keys);

  /**
   * Objects in the order of their keys. Fewer than {@code limit} means that there are no more.
   *
   * @param after the last key of the page before; null begins at the first
   * @param limit at least 1
   */
  List<Entry> list(Bucket bucket, @Nullable String after, int limit);

  /**
   * Looks whether the store can be used now.
   *
   * @throws ImageStoreException if not, with the reason
   */
  void check();

  /** Bytes that can still be stored; empty where nobody can tell. */
  default OptionalLong free() {
    return OptionalLong.empty();
  }

  @Override
  void close();
}
