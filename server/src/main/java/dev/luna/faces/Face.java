package dev.luna.faces;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A face.
 *
 * @param externalId up to 36 characters, may be empty
 * @param userData up to 128 characters, may be empty
 * @param avatar up to 256 characters, may be empty
 * @param lists ids of the lists that it is attached to
 */
public record Face(
    UUID faceId,
    UUID accountId,
    String externalId,
    String userData,
    @Nullable UUID eventId,
    String avatar,
    Instant createTime,
    Instant lastUpdateTime,
    List<UUID> lists,
    @Nullable Attributes attributes) {

  /** The same with attributes of this generation or a later one. */
  Face withGenerationOf(int least) {
    if (attributes == null || attributes.generation() >= least) {
      return this;
    }
    return new Face(
        faceId,
        accountId,
        externalId,
        userData,
        eventId,
        avatar,
        createTime,
        lastUpdateTime,
        lists,
        attributes.in(least));
  }
}
