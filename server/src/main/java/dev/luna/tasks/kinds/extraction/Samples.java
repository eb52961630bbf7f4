package dev.luna.tasks.kinds.extraction;

import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Contents of samples, out of the image store. */
final class Samples {
  /**
   * Samples are small: more bytes than this are none, and are cut off, which makes them damaged.
   */
  private static final int MOST_BYTES = 4 << 20;

  private final ImageStore store;

  Samples(ImageStore store) {
    this.store = store;
  }

  /**
   * The sample that an object is read from, its first one.
   *
   * @return null if it has none, or it was removed
   * @throws ImageStoreException if the store is away
   */
  byte @Nullable [] of(Candidate candidate, Bucket bucket) {
    if (!candidate.isStored()) {
      return null;
    }
    var content = store.get(bucket, candidate.samples().getFirst().toString());
    if (content.isEmpty()) {
      return null;
    }
    try (var sample = content.get()) {
      return sample.stream().readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new ImageStoreException("a sample could not be read", e);
    }
  }
}
