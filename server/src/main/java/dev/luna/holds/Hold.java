package dev.luna.holds;

import dev.luna.db.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A legal hold.
 *
 * @param accountId the account of that target; of target events a part of the filter; else null
 * @param listId the list of that target, else null
 * @param faceId the face of that target, else null
 * @param events the rest of the filter of target events; nothing for others
 * @param reason 1 to 1000 characters
 * @param createdBy the account that placed it
 * @param expireTime null keeps it until it is removed
 */
public record Hold(
    UUID holdId,
    Target target,
    @Nullable UUID accountId,
    @Nullable UUID listId,
    @Nullable UUID faceId,
    Events events,
    String reason,
    UUID createdBy,
    Instant createTime,
    Instant lastUpdateTime,
    @Nullable Instant expireTime) {

  /** What is held. */
  public enum Target {
    ACCOUNT,
    LIST,
    FACE,
    EVENTS;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such target
     */
    public static Target of(String wireName) {
      return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
  }

  /** Which events are held: all parts have to match; an empty list means any. */
  public record Events(
      List<UUID> eventIds,
      List<UUID> handlerIds,
      List<String> sources,
      List<UUID> streamIds,
      List<String> tags,
      List<UUID> faceIds,
      Timeline.Span created) {
    public static final Events NONE =
        new Events(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Timeline.Span.ALL);
  }
}
