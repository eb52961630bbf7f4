package dev.luna.api;

import dev.luna.accounts.AccountStore;
import dev.luna.api.AccountsResource.AccountWithStatsReply;
import dev.luna.api.AttributesResource.AttributesReply;
import dev.luna.api.EventsResource.EventReply;
import dev.luna.api.FacesResource.FaceReply;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.events.EventStore;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Operation 14: finds an object by its id, or an account by its login. */
public final class SearchResource implements Resource {
  private static final Pattern ID = Pattern.compile(Json.ID);
  private static final Pattern LOGIN = Pattern.compile("[^@\\s]+@[^@\\s]+");

  private final AccountStore accounts;
  private final ListStore lists;
  private final FaceStore faces;
  private final EventStore events;

  public SearchResource(
      AccountStore accounts, ListStore lists, FaceStore faces, EventStore events) {
    this.accounts = accounts;
    this.lists = lists;
    this.faces = faces;
    this.events = events;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/4/search", Access.ADMIN, this::search));
  }

  private Reply search(Request request) {
    String wanted = request.text("q").orElseThrow();
    Optional<Found> found;
    if (ID.matcher(wanted).matches()) {
      found = byId(UUID.fromString(wanted));
    } else if (LOGIN.matcher(wanted).matches()) {
      found =
          accounts
              .byLogin(wanted)
              .flatMap(account -> accounts.counted(account.accountId()))
              .map(AccountWithStatsReply::of)
              .map(found("account"));
    } else {
      throw new CodedException(ErrorCode.BAD_QUERY, "q");
    }
    return Reply.json(
        found.orElseThrow(() -> new CodedException(ErrorCode.OBJECT_NOT_FOUND, wanted)));
  }

  /** The first of those that could have this id, in the contract's order. */
  private Optional<Found> byId(UUID id) {
    return lists
        .byId(id)
        .map(ListsResource.ListReply::of)
        .map(found("list"))
        .or(() -> accounts.counted(id).map(AccountWithStatsReply::of).map(found("account")))
        .or(() -> faces.byId(id, false).map(FaceReply::of).map(found("face")))
        .or(() ->
            faces
                .byAttributes(id)
                .map(face -> AttributesReply.of(Objects.requireNonNull(face.attributes())))
                .map(found("attribute")))
        .or(() -> events.byId(id, false).map(EventReply::of).map(found("event")));
  }

  private static Function<Object, Found> found(String type) {
    return data -> new Found(data, type);
  }

  private record Found(Object data, String type) {}
}
