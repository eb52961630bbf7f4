package dev.luna.web.accounts;

import dev.luna.accounts.AccountStore;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
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

/** Operation 4: the table of accounts, and the form for a new one. */
public final class AccountsPage implements Resource {
  private static final String FROM = "create_time__gte";
  private static final String BEFORE = "create_time__lt";

  private final Views views;
  private final AccountStore accounts;
  private final Counters counters;

  public AccountsPage(Views views, AccountStore accounts, Counters counters) {
    this.views = views;
    this.accounts = accounts;
    this.counters = counters;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/accounts", Access.PAGE, this::table),
        new Route("GET", "/accounts/new", Access.PAGE, this::form));
  }

  /** The table. */
  public record View(List<AccountView> rows, Paging paging, String from, String before) {}

  private Reply table(Request request) {
    var span = request.span("create_time");
    var filters = new LinkedHashMap<String, String>();
    request.text(FROM).ifPresent(time -> filters.put(FROM, time));
    request.text(BEFORE).ifPresent(time -> filters.put(BEFORE, time));
    long number = request.number("page");
    var paging = new Paging(number, Paging.ROWS, accounts.count(span), "/accounts", filters);
    var view =
        new View(
            rows(accounts, counters, new Page(number, Paging.ROWS), span),
            paging,
            filters.getOrDefault(FROM, ""),
            filters.getOrDefault(BEFORE, ""));
    return views.page(request, Section.ACCOUNTS, "accounts/accounts.jte", view);
  }

  /** Lines of the table, with their counts by one statement. */
  public static List<AccountView> rows(
      AccountStore accounts, Counters counters, Page page, Timeline.Span span) {
    var found = accounts.page(page, span);
    var faces =
        counters.values(
            Counter.FACES, found.stream().map(account -> account.accountId().toString()).toList());
    return found.stream()
        .map(account ->
            AccountView.of(account, faces.getOrDefault(account.accountId().toString(), 0L)))
        .toList();
  }

  private Reply form(Request request) {
    return views.page(request, Section.ACCOUNTS, "accounts/new.jte", "");
  }
}
