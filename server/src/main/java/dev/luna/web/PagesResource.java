package dev.luna.web;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Sessions;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.errors.CodedException;
import dev.luna.http.Access;
import dev.luna.http.Authorization;
import dev.luna.http.ErrorReply;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.http.SessionCookie;
import dev.luna.json.Json;
import dev.luna.sysinfo.ServiceVersion;
import java.util.List;
import java.util.Map;

/** Operations 1 and 3: the overview, and the way in and out. */
public final class PagesResource implements Resource {
  private static final int ROWS = 20;

  private final Views views = new Views();
  private final AccountStore accounts;
  private final Counters counters;
  private final Sessions sessions;
  private final Authorization authorization;

  public PagesResource(
      AccountStore accounts, Counters counters, Sessions sessions, Authorization authorization) {
    this.accounts = accounts;
    this.counters = counters;
    this.sessions = sessions;
    this.authorization = authorization;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/", Access.PAGE, this::home),
        new Route("GET", "/login", Access.PUBLIC, this::loginForm),
        new Route("POST", "/login", Access.PUBLIC, this::login),
        new Route("POST", "/logout", Access.PUBLIC, this::logout));
  }

  private Reply home(Request request) {
    long number = request.number("page");
    var rows =
        accounts.page(new Page(number, ROWS), Timeline.Span.ALL).stream()
            .map(account ->
                new AccountRow(
                    account.login(),
                    account.accountType().wireName(),
                    account.description(),
                    Json.TIME.format(account.createTime()),
                    counters.value(Counter.FACES, account.accountId().toString())))
            .toList();
    return views.page(
        "home.jte",
        Map.of(
            "login",
            request.account().login(),
            "version",
            ServiceVersion.current().text(),
            "accounts",
            rows,
            "totals",
            totals(),
            "page",
            number,
            "pageSize",
            (long) ROWS));
  }

  private Totals totals() {
    return new Totals(
        accounts.count(Timeline.Span.ALL),
        counters.value(Counter.LISTS, Counter.ALL),
        counters.value(Counter.FACES, Counter.ALL),
        counters.values(Counter.FACE_DESCRIPTORS));
  }

  private Reply loginForm(Request request) {
    return isLoggedIn(request) ? Reply.redirect(302, "/") : form("", "");
  }

  private boolean isLoggedIn(Request request) {
    try {
      var _ = authorization.authorize(request.raw());
      return true;
    } catch (RuntimeException e) {
      // Whatever the reason: the form is shown, also while the database is away.
      return false;
    }
  }

  private Reply login(Request request) {
    Authorization.refuseCrossSite(request.raw());
    var credentials = request.body(Authorization.Credentials.class);
    try {
      var account = authorization.byPassword(request.raw(), credentials);
      request.trail().by(account);
      String token = sessions.start(account.accountId());
      return Reply.redirect(303, "/")
          .with(
              "Set-Cookie", SessionCookie.of(token, sessions.lifetime(), request.raw().isSecure()));
    } catch (CodedException e) {
      var form = form(credentials.login(), e.detail()).withStatus(e.code().status());
      return ErrorReply.withPause(form, e);
    }
  }

  private Reply logout(Request request) {
    Authorization.refuseCrossSite(request.raw());
    traceOwner(request);
    request.raw().cookie(SessionCookie.NAME).ifPresent(sessions::end);
    return Reply.redirect(303, "/login")
        .with("Set-Cookie", SessionCookie.expired(request.raw().isSecure()));
  }

  private void traceOwner(Request request) {
    try {
      request.trail().by(authorization.authorize(request.raw()));
    } catch (CodedException e) {
      // The session has ended already: nothing changes.
      request.trail().settle();
    }
  }

  private Reply form(String login, String problem) {
    return views.page("login.jte", Map.of("login", login, "problem", problem));
  }

  /** A line of the table of accounts. */
  public record AccountRow(
      String login, String type, String description, String createTime, long faces) {}

  /**
   * What the installation holds.
   *
   * @param descriptors face descriptors by version
   */
  public record Totals(long accounts, long lists, long faces, Map<String, Long> descriptors) {}
}
