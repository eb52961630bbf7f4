package dev.luna.web.faces;

import dev.luna.events.Event;
import dev.luna.web.frame.Show;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as pages show it; what is not known is empty. */
public record EventView(
    String id,
    String accountId,
    String source,
    String tags,
    String faceId,
    String handlerId,
    String streamId,
    String userData,
    String externalId,
    String imageOrigin,
    String meta,
    String location,
    String created,
    String createdExact) {

  static EventView of(Event event) {
    return new EventView(
        event.eventId().toString(),
        event.accountId().toString(),
        event.source(),
        String.join(", ", event.tags()),
        text(event.faceId()),
        text(event.handlerId()),
        text(event.streamId()),
        event.userData(),
        event.externalId(),
        event.imageOrigin(),
        event.meta().toPrettyString(),
        event.location().toPrettyString(),
        Show.time(event.createTime()),
        Show.exact(event.createTime()));
  }

  private static String text(@Nullable UUID id) {
    return Objects.toString(id, "");
  }
}
