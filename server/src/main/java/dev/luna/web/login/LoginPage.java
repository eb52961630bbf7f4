package dev.luna.web.login;

import dev.luna.accounts.Sessions;
import dev.luna.errors.CodedException;
import dev.luna.http.Access;
import dev.luna.http.Authorization;
import dev.luna.http.ErrorReply;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.ReturnCookie;
import dev.luna.http.Route;
import dev.luna.http.SessionCookie;
import dev.luna.web.frame.Texts;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operation 3: the way in and out. */
public final class LoginPage implements Resource {
  private final Views views;
  private final Sessions sessions;
  private final Authorization authorization;

  public LoginPage(Views views, Sessions sessions, Authorization authorization) {
    this.views = views;
    this.sessions = sessions;
    this.authorization = authorization;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/login", Access.PUBLIC, this::loginForm),
        new Route("POST", "/login", Access.PUBLIC, this::login),
        new Route("POST", "/logout", Access.PUBLIC, this::logout));
  }

  private record Entry(String login, String password, @Nullable String next) {
    String place() {
      return next != null && ReturnCookie.isLocal(next) ? next : "/";
    }

    @Override
    public String toString() {
      return "entry of " + login;
    }
  }

  private Reply loginForm(Request request) {
    String place = ReturnCookie.place(request.raw());
    return isLoggedIn(request)
        ? Reply.redirect(302, "/")
        : form(request, "", "", place).with("Set-Cookie", ReturnCookie.expired());
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
    var entry = request.body(Entry.class);
    var credentials = new Authorization.Credentials(entry.login(), entry.password());
    try {
      var account = authorization.byPassword(request.raw(), credentials);
      request.trail().by(account);
      String token = sessions.start(account.accountId());
      return Reply.redirect(303, entry.place())
          .with(
              "Set-Cookie", SessionCookie.of(token, sessions.lifetime(), request.raw().isSecure()));
    } catch (CodedException e) {
      var form =
          form(request, entry.login(), problem(e), entry.place()).withStatus(e.code().status());
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

  /** A refusal with what to do about it. */
  private static String problem(CodedException failure) {
    var after = failure.retryAfter();
    return after == null
        ? failure.detail()
        : failure.detail() + ". " + Texts.text("login.slowed", after.plusMillis(999).toSeconds());
  }

  private Reply form(Request request, String login, String problem, String next) {
    return views.open(
        request, "login/login.jte", Map.of("login", login, "problem", problem, "next", next));
  }
}
