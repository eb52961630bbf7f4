package dev.luna.web.faces;

import dev.luna.db.Page;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.events.EventFilter;
import dev.luna.events.EventStore;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/** Events. */
public final class EventsPage implements Resource {
  private final Views views;
  private final EventStore events;

  public EventsPage(Views views, EventStore events) {
    this.views = views;
    this.events = events;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/events", Access.PAGE, this::table),
        new Route("GET", "/events/{event_id}", Access.PAGE, this::event));
  }

  /** The table. */
  public record View(List<EventView> rows, Paging paging, String accountId) {}

  private Reply table(Request request) {
    var account = request.optionalUuid("account_id");
    var filters = new LinkedHashMap<String, String>();
    account.ifPresent(id -> filters.put("account_id", id.toString()));
    var filter = EventFilter.of(account.orElse(null), List.of(), request.span("create_time"));
    long number = request.number("page");
    var rows =
        events.page(filter, new Page(number, Paging.ROWS)).stream().map(EventView::of).toList();
    var paging = new Paging(number, Paging.ROWS, events.count(filter), "/events", filters);
    var view = new View(rows, paging, filters.getOrDefault("account_id", ""));
    return views.page(request, Section.EVENTS, "faces/events.jte", view);
  }

  private Reply event(Request request) {
    UUID eventId = request.uuid("event_id");
    var event =
        events
            .byId(eventId, false)
            .orElseThrow(() -> new CodedException(ErrorCode.EVENT_NOT_FOUND, eventId));
    return views.page(request, Section.EVENTS, "faces/event.jte", EventView.of(event));
  }
}
