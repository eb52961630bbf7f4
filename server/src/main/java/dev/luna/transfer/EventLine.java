package dev.luna.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.events.Event;
import dev.luna.events.EventDescriptor;
import dev.luna.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A line with an event; fields as in {@link Event}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventLine(
    UUID eventId,
    UUID accountId,
    @Nullable Instant createTime,
    @Nullable Instant insertTime,
    @Nullable Instant endTime,
    @Nullable UUID handlerId,
    @Nullable UUID streamId,
    @Nullable UUID faceId,
    @Nullable String source,
    @Nullable String externalId,
    @Nullable String userData,
    @Nullable String trackId,
    @Nullable String imageOrigin,
    @Nullable List<String> tags,
    @Nullable List<UUID> faceSamples,
    @Nullable List<UUID> bodySamples,
    @Nullable Integer age,
    @Nullable Integer gender,
    @Nullable Integer ethnicGroup,
    @Nullable Integer emotion,
    @Nullable Integer mask,
    @Nullable Integer liveness,
    @Nullable ObjectNode meta,
    @Nullable ObjectNode location,
    @Nullable List<Descriptor> faceDescriptors,
    @Nullable List<Descriptor> bodyDescriptors)
    implements Line {
  private static final int MOST_ELEMENTS = 100;
  private static final int MOST_TRAITS = 99;

  /** A descriptor of an event; its bytes are base64 in JSON. */
  public record Descriptor(int descriptorVersion, byte[] descriptor) {}

  public EventLine {
    Fields.require("event_id", eventId);
    Fields.require("account_id", accountId);
    Fields.time("create_time", createTime);
    Fields.time("insert_time", insertTime);
    Fields.time("end_time", endTime);
    Fields.limit("source", source, 128);
    Fields.limit("external_id", externalId, 36);
    Fields.limit("user_data", userData, 128);
    Fields.limit("track_id", trackId, 36);
    Fields.limit("image_origin", imageOrigin, 256);
    Fields.limit("tags", tags, MOST_ELEMENTS, 64);
    faceSamples = Fields.copy("face_samples", faceSamples);
    bodySamples = Fields.copy("body_samples", bodySamples);
    Fields.within("age", age, 0, 200);
    Fields.within("gender", gender, 0, 1);
    Fields.within("ethnic_group", ethnicGroup, 1, 4);
    Fields.within("emotion", emotion, 0, MOST_TRAITS);
    Fields.within("mask", mask, 0, MOST_TRAITS);
    Fields.within("liveness", liveness, 0, MOST_TRAITS);
    Fields.storable("meta", meta);
    Fields.storable("location", location);
    check("face_descriptors", faceDescriptors);
    check("body_descriptors", bodyDescriptors);
  }

  @Override
  public UUID id() {
    return eventId;
  }

  /** The event as it is stored. */
  Event toEvent(Instant now) {
    return new Event(
        eventId,
        accountId,
        millis(createTime == null ? now : createTime),
        millis(insertTime == null ? now : insertTime),
        endTime == null ? null : millis(endTime),
        handlerId,
        streamId,
        faceId,
        Objects.requireNonNullElse(source, ""),
        Objects.requireNonNullElse(externalId, ""),
        Objects.requireNonNullElse(userData, ""),
        Objects.requireNonNullElse(trackId, ""),
        Objects.requireNonNullElse(imageOrigin, ""),
        Objects.requireNonNullElse(tags, List.of()),
        Objects.requireNonNullElse(faceSamples, List.of()),
        Objects.requireNonNullElse(bodySamples, List.of()),
        new Event.Traits(age, gender, ethnicGroup, emotion, mask, liveness),
        meta == null ? Json.MAPPER.createObjectNode() : meta,
        location == null ? Json.MAPPER.createObjectNode() : location,
        stored(faceDescriptors),
        stored(bodyDescriptors));
  }

  /** A stored event as a line; what is empty is left out. */
  static EventLine of(Event event) {
    var traits = event.traits();
    return new EventLine(
        event.eventId(),
        event.accountId(),
        event.createTime(),
        event.insertTime(),
        event.endTime(),
        event.handlerId(),
        event.streamId(),
        event.faceId(),
        Fields.orNull(event.source()),
        Fields.orNull(event.externalId()),
        Fields.orNull(event.userData()),
        Fields.orNull(event.trackId()),
        Fields.orNull(event.imageOrigin()),
        event.tags(),
        event.faceSamples(),
        event.bodySamples(),
        traits.age(),
        traits.gender(),
        traits.ethnicGroup(),
        traits.emotion(),
        traits.mask(),
        traits.liveness(),
        (ObjectNode) event.meta(),
        (ObjectNode) event.location(),
        written(event.faceDescriptors()),
        written(event.bodyDescriptors()));
  }

  private static void check(String name, @Nullable List<Descriptor> descriptors) {
    // The same rules as for those of faces.
    var _ =
        Line.Descriptor.distinct(
            Fields.copy(name, descriptors).stream()
                .map(d -> new Line.Descriptor(d.descriptorVersion(), d.descriptor(), null))
                .toList());
  }

  private static Instant millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  private static List<EventDescriptor> stored(@Nullable List<Descriptor> descriptors) {
    return Fields.copy("descriptors", descriptors).stream()
        .map(d -> new EventDescriptor(d.descriptorVersion(), d.descriptor()))
        .toList();
  }

  private static List<Descriptor> written(List<EventDescriptor> descriptors) {
    return descriptors.stream()
        .map(d -> new Descriptor(d.version(), Objects.requireNonNull(d.bytes())))
        .toList();
  }
}
