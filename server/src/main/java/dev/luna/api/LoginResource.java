package dev.luna.api;

import dev.luna.accounts.AccountChange;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.Sessions;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Authorization;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.http.SessionCookie;
import java.util.List;

/** Operations 10 to 13: the session behind the cookie. */
public final class LoginResource implements Resource {
  private static final String PATH = "/4/login";

  private final Accounts accounts;
  private final Sessions sessions;
  private final Audit audit;

  /**
   * @param audit in the database of the others
   */
  public LoginResource(Accounts accounts, Sessions sessions, Audit audit) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.ADMIN, request -> Reply.text("text/plain", "Ok")),
        new Route("POST", PATH, Access.ADMIN, this::start),
        new Route("PATCH", PATH, Access.ADMIN, this::changePassword),
        new Route("DELETE", PATH, Access.ADMIN, this::end));
  }

  private Reply start(Request request) {
    // A cookie alone does not get a new one: that would let a session outlive its age.
    var _ = Authorization.credentials(request.raw());
    String token = sessions.start(request.account().accountId());
    return Reply.empty(204)
        .with("Set-Cookie", SessionCookie.of(token, sessions.lifetime(), request.raw().isSecure()));
  }

  private Reply changePassword(Request request) {
    byte[] kept = request.raw().cookie(SessionCookie.NAME).map(Sessions::hash).orElse(null);
    String password = request.body().path("password").stringValue();
    accounts.change(
        request.account().accountId(),
        new AccountChange(null, null, password, null),
        kept,
        (before, after) -> AccountsResource.written(audit, request, before, after));
    return Reply.empty(204);
  }

  private Reply end(Request request) {
    request.raw().cookie(SessionCookie.NAME).ifPresent(sessions::end);
    return Reply.empty(204).with("Set-Cookie", SessionCookie.expired(request.raw().isSecure()));
  }
}
