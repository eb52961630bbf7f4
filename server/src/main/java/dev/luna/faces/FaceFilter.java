package dev.luna.faces;

import dev.luna.db.Timeline;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which faces are meant. Null, or an empty list, means all.
 *
 * @param from the least id
 * @param before the first id after the greatest one
 */
public record FaceFilter(
    @Nullable UUID accountId,
    @Nullable UUID listId,
    List<UUID> faceIds,
    @Nullable UUID from,
    @Nullable UUID before,
    @Nullable String userData,
    List<String> externalIds,
    Timeline.Span created) {

  /** A face of an account. */
  static FaceFilter of(UUID faceId, UUID accountId) {
    return new FaceFilter(
        accountId, null, List.of(faceId), null, null, null, List.of(), Timeline.Span.ALL);
  }

  /** The faces of an account in a list. */
  static FaceFilter ofList(UUID listId, UUID accountId) {
    return new FaceFilter(
        accountId, listId, List.of(), null, null, null, List.of(), Timeline.Span.ALL);
  }

  /** The faces of an account, or of all, in a span. */
  static FaceFilter ofTime(@Nullable UUID accountId, Timeline.Span created) {
    return new FaceFilter(accountId, null, List.of(), null, null, null, List.of(), created);
  }

  /** The same, of these ids only. */
  public FaceFilter withIds(List<UUID> ids) {
    return new FaceFilter(accountId, listId, ids, from, before, userData, externalIds, created);
  }

  /** The same in another span of creation. */
  public FaceFilter within(Timeline.Span other) {
    return new FaceFilter(accountId, listId, faceIds, from, before, userData, externalIds, other);
  }

  /** Whether nothing but the account and the time of creation is asked for. */
  public boolean isByTime() {
    return listId == null
        && faceIds.isEmpty()
        && from == null
        && before == null
        && userData == null
        && externalIds.isEmpty();
  }
}
