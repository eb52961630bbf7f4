package dev.luna.web.system;

import dev.luna.audit.AuditFilter;
import dev.luna.audit.AuditStore;
import dev.luna.audit.Entry;
import dev.luna.db.Page;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Views;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The audit log: who changed what. */
public final class AuditPage implements Resource {
  private static final List<String> FILTERS =
      List.of(
          "login", "operation", "object_id", "account_id", "create_time__gte", "create_time__lt");

  private final Views views;
  private final AuditStore store;

  public AuditPage(Views views, AuditStore store) {
    this.views = views;
    this.store = store;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/audit", Access.PAGE, this::table));
  }

  /** The page; filters as they stand in its address. */
  public record View(List<Row> rows, Paging paging, Map<String, String> filters) {
    /** A filter's value; empty without. */
    public String filter(String name) {
      return filters.getOrDefault(name, "");
    }
  }

  /**
   * An entry.
   *
   * @param before what was there, as indented JSON; empty where that is not known
   * @param after likewise
   */
  public record Row(
      String id,
      String time,
      String timeExact,
      String login,
      String operation,
      String objectId,
      int status,
      String request,
      String from,
      String before,
      String after) {
    static Row of(Entry entry) {
      String objectId = entry.objectId();
      String forwarded = entry.forwardedFor();
      return new Row(
          entry.entryId().toString(),
          Show.time(entry.createTime()),
          Show.exact(entry.createTime()),
          entry.login(),
          entry.operation(),
          objectId == null ? "" : objectId,
          entry.status(),
          entry.method() + " " + entry.path(),
          forwarded == null ? entry.address() : entry.address() + " (" + forwarded + ")",
          text(entry.before()),
          text(entry.after()));
    }

    private static String text(@Nullable JsonNode state) {
      return state == null ? "" : state.toPrettyString();
    }
  }

  private Reply table(Request request) {
    var filters = new LinkedHashMap<String, String>();
    FILTERS.forEach(name -> request.text(name).ifPresent(value -> filters.put(name, value)));
    var filter =
        new AuditFilter(
            request.optionalUuid("account_id").orElse(null),
            request.text("login").orElse(null),
            request.text("operation").orElse(null),
            request.text("object_id").orElse(null),
            request.span("create_time"));
    long number = request.number("page");
    var rows = store.page(filter, new Page(number, Paging.ROWS)).stream().map(Row::of).toList();
    var paging = Paging.uncounted(number, rows.size(), "/audit", filters);
    return views.page(request, Section.SYSTEM, "system/audit.jte", new View(rows, paging, filters));
  }
}
