package dev.luna.web.faces;

import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.FaceFilter;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operation 6: lists, all of them or those of an account, and a list with its faces. */
public final class ListsPage implements Resource {
  private final Views views;
  private final ListStore lists;
  private final FaceStore faces;

  public ListsPage(Views views, ListStore lists, FaceStore faces) {
    this.views = views;
    this.lists = lists;
    this.faces = faces;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/lists", Access.PAGE, request -> table(request, null)),
        new Route(
            "GET",
            "/accounts/{account_id}/lists",
            Access.PAGE,
            request -> table(request, request.uuid("account_id"))),
        new Route("GET", "/lists/{list_id}", Access.PAGE, this::list));
  }

  /**
   * The table.
   *
   * @param accountId empty for all accounts
   */
  public record View(List<ListView> rows, Paging paging, String accountId, String api) {}

  /** A list with a page of its faces. */
  public record ListPage(ListView list, List<FaceView> faces, Paging paging) {}

  private Reply table(Request request, @Nullable UUID accountId) {
    long number = request.number("page");
    var rows =
        lists.page(new Page(number, Paging.ROWS), accountId).stream().map(ListView::of).toList();
    String path = accountId == null ? "/lists" : "/accounts/" + accountId + "/lists";
    var paging = new Paging(number, Paging.ROWS, lists.count(accountId), path, Map.of());
    String api =
        accountId == null
            ? paging.api("/4/lists")
            : paging.api("/4/lists") + "&account_id=" + accountId;
    var view = new View(rows, paging, accountId == null ? "" : accountId.toString(), api);
    return views.page(request, Section.LISTS, "faces/lists.jte", view);
  }

  private Reply list(Request request) {
    UUID listId = request.uuid("list_id");
    var list =
        lists.byId(listId).orElseThrow(() -> new CodedException(ErrorCode.LIST_NOT_FOUND, listId));
    long number = request.number("page");
    var filter =
        new FaceFilter(null, listId, List.of(), null, null, null, List.of(), Timeline.Span.ALL);
    var page =
        faces.page(filter, new Page(number, Paging.ROWS)).stream().map(FaceView::of).toList();
    var paging = new Paging(number, Paging.ROWS, list.faceCount(), "/lists/" + listId, Map.of());
    return views.page(
        request, Section.LISTS, "faces/list.jte", new ListPage(ListView.of(list), page, paging));
  }
}
