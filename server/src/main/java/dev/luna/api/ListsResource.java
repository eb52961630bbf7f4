package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.FaceList;
import dev.luna.faces.ListStore;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Operations 20 and 21: lists. */
public final class ListsResource implements Resource {
  private final ListStore store;

  public ListsResource(ListStore store) {
    this.store = store;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/lists", Access.ADMIN, this::page),
        new Route("GET", "/4/lists/{list_id}", Access.ADMIN, this::get));
  }

  private Reply page(Request request) {
    var account = request.optionalUuid("account_id");
    var lists =
        store.page(request.page(), account.orElse(null)).stream().map(ListReply::of).toList();
    return Reply.json(new ListsReply(lists, store.count(account.orElse(null))));
  }

  private Reply get(Request request) {
    UUID listId = request.uuid("list_id");
    return Reply.json(
        store
            .byId(listId)
            .map(ListReply::of)
            .orElseThrow(() -> new CodedException(ErrorCode.LIST_NOT_FOUND, listId)));
  }

  record ListReply(
      UUID listId, UUID accountId, Instant lastUpdateTime, long faceCount, String userData) {

    static ListReply of(FaceList list) {
      return new ListReply(
          list.listId(),
          list.accountId(),
          list.lastUpdateTime(),
          list.faceCount(),
          list.userData());
    }
  }

  private record ListsReply(List<ListReply> lists, long listCount) {}
}
