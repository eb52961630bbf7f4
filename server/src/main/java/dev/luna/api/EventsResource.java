package dev.luna.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.api.AttributesResource.DescriptorBody;
import dev.luna.db.Timeline;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.events.Event;
import dev.luna.events.EventDescriptor;
import dev.luna.events.EventFilter;
import dev.luna.events.EventStore;
import dev.luna.events.Events;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Removal;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events of the platform API. */
public final class EventsResource implements Resource {
  private static final String ALL = "/6/events";
  private static final String ONE = "/6/events/{event_id}";

  private final EventStore store;
  private final Events events;
  private final Audit audit;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public EventsResource(
      EventStore store, Events events, Audit audit, Supplier<UUID> ids, InstantSource clock) {
    this.store = store;
    this.events = events;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", ALL, Access.ACCOUNT, this::page),
        new Route("POST", ALL, Access.ACCOUNT, this::create),
        new Route("DELETE", ALL, Access.ACCOUNT, this::removeAll),
        new Route("GET", "/6/events/count", Access.ACCOUNT, this::count),
        new Route("GET", ONE, Access.ACCOUNT, this::get),
        new Route("DELETE", ONE, Access.ACCOUNT, this::remove));
  }

  private Reply page(Request request) {
    var whose = request.actor().whose(request.optionalUuid("account_id"));
    var page =
        store.page(filter(request, whose), request.page()).stream().map(EventReply::of).toList();
    return Reply.json(Map.of("events", page));
  }

  private Reply count(Request request) {
    var whose = request.actor().whose(request.optionalUuid("account_id"));
    return Reply.json(Map.of("count", store.count(filter(request, whose))));
  }

  private Reply get(Request request) {
    UUID eventId = request.uuid("event_id");
    return Reply.json(
        store
            .byId(eventId, request.number("with_descriptors") == 1)
            .filter(found -> request.actor().sees(found.accountId()))
            .map(EventReply::of)
            .orElseThrow(() -> new CodedException(ErrorCode.EVENT_NOT_FOUND, eventId)));
  }

  private Reply create(Request request) {
    UUID owner = request.actor().accountId();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var fresh = new ArrayList<Event>();
    for (var body : bodies(request)) {
      String place = request.body().has("events") ? "events.%d.".formatted(fresh.size()) : "";
      fresh.add(body.toEvent(owner, now, ids, place));
    }
    events.prepare(fresh);
    return audit.once(
        request,
        () -> {
          events.create(fresh, owner);
          return Reply.json(201, Map.of("event_ids", fresh.stream().map(Event::eventId).toList()));
        });
  }

  private Reply remove(Request request) {
    return audit.done(
        request, () -> events.remove(request.uuid("event_id"), request.actor().accountId()));
  }

  private Reply removeAll(Request request) {
    var filter = filter(request, Removal.whose(request));
    return Removal.reply(events.remove(filter, Removal.MOST));
  }

  private static List<EventBody> bodies(Request request) {
    return request.body().has("events")
        ? request.body(EventsBody.class).events()
        : List.of(request.body(EventBody.class));
  }

  private static EventFilter filter(Request request, @Nullable UUID whose) {
    return new EventFilter(
        whose,
        request.uuids("event_ids"),
        request.optionalUuid("event_id__gte").orElse(null),
        request.optionalUuid("event_id__lt").orElse(null),
        request.uuids("handler_ids"),
        request.texts("sources"),
        request.uuids("stream_ids"),
        request.texts("tags"),
        request.uuids("face_ids"),
        request.texts("external_ids"),
        request.text("user_data").orElse(null),
        request.span("create_time"),
        request.span("insert_time"),
        request.span("end_time"));
  }

  private record EventsBody(List<EventBody> events) {}

  private record EventBody(
      @Nullable UUID eventId,
      @Nullable Instant createTime,
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
      @Nullable List<DescriptorBody> faceDescriptors,
      @Nullable List<DescriptorBody> bodyDescriptors) {

    /**
     * @param place of this body in the request's
     * @throws CodedException INVALID_JSON or DUPLICATE_DESCRIPTOR_VERSION
     */
    Event toEvent(UUID owner, Instant now, Supplier<UUID> ids, String place) {
      return new Event(
          eventId == null ? ids.get() : eventId,
          owner,
          createTime == null ? now : millis(place + "create_time", createTime),
          now,
          endTime == null ? null : millis(place + "end_time", endTime),
          handlerId,
          streamId,
          faceId,
          or(source),
          or(externalId),
          or(userData),
          or(trackId),
          or(imageOrigin),
          tags == null ? List.of() : tags,
          faceSamples == null ? List.of() : faceSamples,
          bodySamples == null ? List.of() : bodySamples,
          new Event.Traits(age, gender, ethnicGroup, emotion, mask, liveness),
          meta == null ? Json.MAPPER.createObjectNode() : meta,
          location == null ? Json.MAPPER.createObjectNode() : location,
          descriptors(faceDescriptors),
          descriptors(bodyDescriptors));
    }

    private static List<EventDescriptor> descriptors(@Nullable List<DescriptorBody> bodies) {
      return DescriptorBody.checked(bodies).stream()
          .map(body -> new EventDescriptor(body.descriptorVersion(), body.descriptor()))
          .toList();
    }

    private static Instant millis(String field, Instant time) {
      if (time.isBefore(Timeline.EARLIEST) || time.isAfter(Timeline.LATEST)) {
        throw new CodedException(
            ErrorCode.INVALID_JSON, field, "is not between the years 1 and 9999");
      }
      return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static String or(@Nullable String text) {
      return text == null ? "" : text;
    }
  }

  record EventReply(
      UUID eventId,
      UUID accountId,
      Instant createTime,
      Instant insertTime,
      @Nullable Instant endTime,
      @Nullable UUID handlerId,
      @Nullable UUID streamId,
      @Nullable UUID faceId,
      String source,
      String externalId,
      String userData,
      String trackId,
      String imageOrigin,
      List<String> tags,
      List<UUID> faceSamples,
      List<UUID> bodySamples,
      @Nullable Integer age,
      @Nullable Integer gender,
      @Nullable Integer ethnicGroup,
      @Nullable Integer emotion,
      @Nullable Integer mask,
      @Nullable Integer liveness,
      JsonNode meta,
      JsonNode location,
      List<EventDescriptorReply> faceDescriptors,
      List<EventDescriptorReply> bodyDescriptors) {

    static EventReply of(Event event) {
      var traits = event.traits();
      return new EventReply(
          event.eventId(),
          event.accountId(),
          event.createTime(),
          event.insertTime(),
          event.endTime(),
          event.handlerId(),
          event.streamId(),
          event.faceId(),
          event.source(),
          event.externalId(),
          event.userData(),
          event.trackId(),
          event.imageOrigin(),
          event.tags(),
          event.faceSamples(),
          event.bodySamples(),
          traits.age(),
          traits.gender(),
          traits.ethnicGroup(),
          traits.emotion(),
          traits.mask(),
          traits.liveness(),
          event.meta(),
          event.location(),
          event.faceDescriptors().stream().map(EventDescriptorReply::of).toList(),
          event.bodyDescriptors().stream().map(EventDescriptorReply::of).toList());
    }
  }

  /** Biometric data is in an answer only where it was asked for. */
  private record EventDescriptorReply(
      int descriptorVersion,
      @JsonInclude(JsonInclude.Include.NON_NULL) byte @Nullable [] descriptor) {

    static EventDescriptorReply of(EventDescriptor descriptor) {
      return new EventDescriptorReply(descriptor.version(), descriptor.bytes());
    }
  }
}
