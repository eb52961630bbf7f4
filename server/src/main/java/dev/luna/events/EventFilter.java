package dev.luna.events;

import dev.luna.db.Timeline.Span;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events are meant. Null, or an empty list, means all.
 *
 * @param from the least id
 * @param before the first id after the greatest one
 * @param tags an event needs one of them
 */
public record EventFilter(
    @Nullable UUID accountId,
    List<UUID> eventIds,
    @Nullable UUID from,
    @Nullable UUID before,
    List<UUID> handlerIds,
    List<String> sources,
    List<UUID> streamIds,
    List<String> tags,
    List<UUID> faceIds,
    List<String> externalIds,
    @Nullable String userData,
    Span created,
    Span inserted,
    Span ended) {

  /** Events of an account, or of all, with these ids, or all, in a span. */
  public static EventFilter of(@Nullable UUID accountId, List<UUID> eventIds, Span created) {
    return new EventFilter(
        accountId, eventIds, null, null, List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), null, created, Span.ALL, Span.ALL);
  }

  /** The same, of these ids only. */
  public EventFilter withIds(List<UUID> ids) {
    return new EventFilter(
        accountId,
        ids,
        from,
        before,
        handlerIds,
        sources,
        streamIds,
        tags,
        faceIds,
        externalIds,
        userData,
        created,
        inserted,
        ended);
  }

  /** The same in another span of creation. */
  public EventFilter within(Span other) {
    return new EventFilter(
        accountId,
        eventIds,
        from,
        before,
        handlerIds,
        sources,
        streamIds,
        tags,
        faceIds,
        externalIds,
        userData,
        other,
        inserted,
        ended);
  }

  /** Whether nothing but the account and the time of creation is asked for. */
  public boolean isByTime() {
    return equals(of(accountId, List.of(), created));
  }
}
