package dev.luna.faces;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A range of face ids.
 *
 * @param after the ids are greater than this one; null for no bound
 * @param upTo the ids are at most this one; null for no bound
 */
public record FaceRange(@Nullable UUID after, @Nullable UUID upTo) {
  /** What is left of it behind {@code position}. */
  public FaceRange after(UUID position) {
    return new FaceRange(position, upTo);
  }
}
