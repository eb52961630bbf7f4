package dev.luna.api;

import dev.luna.api.AttributesResource.AttributesBody;
import dev.luna.api.AttributesResource.AttributesReply;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.Face;
import dev.luna.faces.FaceFilter;
import dev.luna.faces.FaceStore;
import dev.luna.faces.Faces;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Faces of the platform API. */
public final class FacesResource implements Resource {
  private static final String ALL = "/6/faces";
  private static final String ONE = "/6/faces/{face_id}";

  private final FaceStore store;
  private final Faces faces;
  private final Audit audit;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public FacesResource(
      FaceStore store, Faces faces, Audit audit, Supplier<UUID> ids, InstantSource clock) {
    this.store = store;
    this.faces = faces;
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
        new Route("GET", "/6/faces/count", Access.ACCOUNT, this::count),
        new Route("GET", ONE, Access.ACCOUNT, this::get),
        new Route("PUT", ONE, Access.ACCOUNT, this::put),
        new Route("PATCH", ONE, Access.ACCOUNT, this::change),
        new Route("DELETE", ONE, Access.ACCOUNT, this::remove));
  }

  private Reply page(Request request) {
    var whose = request.actor().whose(request.optionalUuid("account_id"));
    var page =
        store.page(filter(request, whose), request.page()).stream()
            .map(face -> chosen(face, request))
            .toList();
    return Reply.json(Map.of("faces", page));
  }

  private Reply count(Request request) {
    var whose = request.actor().whose(request.optionalUuid("account_id"));
    return Reply.json(Map.of("count", store.count(filter(request, whose))));
  }

  private Reply get(Request request) {
    UUID faceId = request.uuid("face_id");
    var face =
        store
            .byId(faceId, false)
            .filter(found -> request.actor().sees(found.accountId()))
            .orElseThrow(() -> new CodedException(ErrorCode.FACE_NOT_FOUND, faceId));
    return Reply.json(chosen(face, request));
  }

  private Reply create(Request request) {
    var body = request.body(FaceBody.class);
    faces.prepare(body.versions());
    return audit.once(request, () -> create(ids.get(), body, request));
  }

  private Reply put(Request request) {
    UUID faceId = request.uuid("face_id");
    var body = request.body(FaceBody.class);
    UUID owner = request.actor().accountId();
    faces.prepare(body.versions());
    return audit.once(
        request,
        () -> {
          if (!faces.exists(faceId, owner)) {
            return create(faceId, body, request);
          }
          faces.change(faceId, owner, face -> body.replacing(face, now(), ids));
          return Reply.empty(204);
        });
  }

  private Reply create(UUID faceId, FaceBody body, Request request) {
    Instant now = now();
    var blank =
        new Face(faceId, request.actor().accountId(), "", "", null, "", now, now, List.of(), null);
    faces.create(body.replacing(blank, now, ids));
    return Reply.json(201, Map.of("face_id", faceId)).with("Location", "/6/faces/" + faceId);
  }

  private Reply change(Request request) {
    var fields = request.body();
    var body = request.body(FaceBody.class);
    return audit.done(
        request,
        () ->
            faces.change(
                request.uuid("face_id"),
                request.actor().accountId(),
                face -> body.changing(face, fields, now())));
  }

  private Reply remove(Request request) {
    return audit.done(
        request, () -> faces.remove(request.uuid("face_id"), request.actor().accountId()));
  }

  private Reply removeAll(Request request) {
    var filter = filter(request, Removal.whose(request));
    return Removal.reply(faces.remove(filter, Removal.MOST));
  }

  private static FaceFilter filter(Request request, @Nullable UUID whose) {
    return new FaceFilter(
        whose,
        request.optionalUuid("list_id").orElse(null),
        request.uuids("face_ids"),
        request.optionalUuid("face_id__gte").orElse(null),
        request.optionalUuid("face_id__lt").orElse(null),
        request.text("user_data").orElse(null),
        request.texts("external_ids"),
        request.span("create_time"));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static JsonNode chosen(Face face, Request request) {
    ObjectNode fields = Json.MAPPER.valueToTree(FaceReply.of(face));
    var targets = request.texts("targets");
    return targets.isEmpty() ? fields : fields.retain(targets);
  }

  record FaceReply(
      UUID faceId,
      UUID accountId,
      String externalId,
      String userData,
      @Nullable UUID eventId,
      String avatar,
      Instant createTime,
      Instant lastUpdateTime,
      List<UUID> lists,
      @Nullable AttributesReply attributes) {

    static FaceReply of(Face face) {
      return new FaceReply(
          face.faceId(),
          face.accountId(),
          face.externalId(),
          face.userData(),
          face.eventId(),
          face.avatar(),
          face.createTime(),
          face.lastUpdateTime(),
          face.lists(),
          face.attributes() == null ? null : AttributesReply.of(face.attributes()));
    }
  }

  private record FaceBody(
      @Nullable String externalId,
      @Nullable String userData,
      @Nullable UUID eventId,
      @Nullable String avatar,
      @Nullable List<UUID> lists,
      @Nullable AttributesBody attributes) {

    List<Integer> versions() {
      return attributes == null ? List.of() : attributes.versions();
    }

    /** The face with all of its fields replaced; what the body leaves out is empty. */
    Face replacing(Face face, Instant now, Supplier<UUID> ids) {
      return new Face(
          face.faceId(),
          face.accountId(),
          or(externalId, ""),
          or(userData, ""),
          eventId,
          or(avatar, ""),
          face.createTime(),
          now,
          lists == null ? List.of() : List.copyOf(Set.copyOf(lists)),
          attributes == null ? null : attributes.of(face, ids));
    }

    /** The face with those fields replaced that the body has. */
    Face changing(Face face, JsonNode fields, Instant now) {
      return new Face(
          face.faceId(),
          face.accountId(),
          or(externalId, face.externalId()),
          or(userData, face.userData()),
          fields.has("event_id") ? eventId : face.eventId(),
          or(avatar, face.avatar()),
          face.createTime(),
          now,
          lists == null ? face.lists() : List.copyOf(Set.copyOf(lists)),
          face.attributes());
    }

    private static String or(@Nullable String value, String fallback) {
      return value == null ? fallback : value;
    }
  }
}
