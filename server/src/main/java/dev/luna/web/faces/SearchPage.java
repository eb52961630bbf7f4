package dev.luna.web.faces;

import dev.luna.accounts.AccountStore;
import dev.luna.events.EventStore;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The search box: leads straight to what has this id or login. */
public final class SearchPage implements Resource {
  private static final Pattern ID = Pattern.compile(Json.ID);

  private final Views views;
  private final AccountStore accounts;
  private final ListStore lists;
  private final FaceStore faces;
  private final EventStore events;

  public SearchPage(
      Views views, AccountStore accounts, ListStore lists, FaceStore faces, EventStore events) {
    this.views = views;
    this.accounts = accounts;
    this.lists = lists;
    this.faces = faces;
    this.events = events;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/search", Access.PAGE, this::search));
  }

  private Reply search(Request request) {
    String wanted = request.text("q").orElse("").strip();
    String id = wanted.toLowerCase(Locale.ROOT);
    var place =
        ID.matcher(id).matches()
            ? byId(UUID.fromString(id))
            : accounts.byLogin(wanted).map(account -> "/accounts/" + account.accountId());
    return place
        .map(found -> Reply.redirect(302, found))
        .orElseGet(() -> views.page(request, Section.NONE, "faces/nothing.jte", wanted));
  }

  /** In the order of the API's search. */
  private Optional<String> byId(UUID id) {
    return lists
        .byId(id)
        .map(list -> "/lists/" + id)
        .or(() -> accounts.byId(id).map(account -> "/accounts/" + id))
        .or(() -> faces.byId(id, false).map(face -> "/faces/" + id))
        .or(() -> faces.byAttributes(id).map(face -> "/faces/" + face.faceId()))
        .or(() -> events.byId(id, false).map(event -> "/events/" + id));
  }
}
