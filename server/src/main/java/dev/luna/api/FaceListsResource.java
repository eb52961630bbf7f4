package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.FaceList;
import dev.luna.faces.Faces;
import dev.luna.faces.ListStore;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists of the platform API, and what attaches faces to them. */
public final class FaceListsResource implements Resource {
  private static final String ONE = "/6/lists/{list_id}";

  private final ListStore store;
  private final Faces faces;
  private final Audit audit;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public FaceListsResource(
      ListStore store, Faces faces, Audit audit, Supplier<UUID> ids, InstantSource clock) {
    this.store = store;
    this.faces = faces;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/6/lists", Access.ACCOUNT, this::page),
        new Route("POST", "/6/lists", Access.ACCOUNT, this::create),
        new Route("GET", "/6/lists/count", Access.ACCOUNT, this::count),
        new Route("GET", ONE, Access.ACCOUNT, this::get),
        new Route("PATCH", ONE, Access.ACCOUNT, this::change),
        new Route("DELETE", ONE, Access.ACCOUNT, this::remove),
        new Route("PATCH", "/6/linker", Access.ACCOUNT, this::link));
  }

  private Reply page(Request request) {
    var whose = request.actor().whose(request.optionalUuid("account_id"));
    var page = store.page(request.page(), whose).stream().map(ListsResource.ListReply::of).toList();
    return Reply.json(Map.of("lists", page));
  }

  private Reply count(Request request) {
    var whose = request.actor().whose(request.optionalUuid("account_id"));
    return Reply.json(Map.of("count", store.count(whose)));
  }

  private Reply create(Request request) {
    var body = request.body(ListBody.class);
    UUID owner = request.actor().accountId();
    return audit.once(
        request,
        () -> {
          var list = body.toList(owner, ids, clock.instant().truncatedTo(ChronoUnit.MILLIS));
          if (!store.insert(list)) {
            throw new CodedException(ErrorCode.LIST_EXISTS, list.listId());
          }
          return Reply.json(201, Map.of("list_id", list.listId()))
              .with("Location", "/6/lists/" + list.listId());
        });
  }

  private Reply get(Request request) {
    UUID listId = request.uuid("list_id");
    return Reply.json(
        store
            .byId(listId)
            .filter(list -> request.actor().sees(list.accountId()))
            .map(ListsResource.ListReply::of)
            .orElseThrow(() -> new CodedException(ErrorCode.LIST_NOT_FOUND, listId)));
  }

  private Reply change(Request request) {
    String userData = request.body().path("user_data").stringValue();
    return audit.done(
        request,
        () -> faces.changeList(request.uuid("list_id"), request.actor().accountId(), userData));
  }

  private Reply remove(Request request) {
    boolean withFaces = request.number("with_faces") == 1;
    faces.removeList(request.uuid("list_id"), request.actor().accountId(), withFaces);
    return Reply.empty(204);
  }

  private Reply link(Request request) {
    var body = request.body(LinkBody.class);
    boolean isAttached = body.action().equals("attach");
    return audit.done(
        request,
        () -> faces.link(body.listId(), body.faceIds(), request.actor().accountId(), isAttached));
  }

  private record ListBody(@Nullable UUID listId, @Nullable String userData) {
    FaceList toList(UUID owner, Supplier<UUID> ids, Instant now) {
      return new FaceList(
          listId == null ? ids.get() : listId,
          owner,
          now,
          now,
          0,
          userData == null ? "" : userData);
    }
  }

  private record LinkBody(UUID listId, List<UUID> faceIds, String action) {}
}
