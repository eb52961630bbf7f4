package dev.luna.http;

import java.time.Duration;

/** The cookie with a session's token: out of reach of scripts and of requests from other sites. */
public final class SessionCookie {
  /** Its name. */
  public static final String NAME = Authorization.COOKIE;

  private SessionCookie() {}

  /** Value of a {@code Set-Cookie} header; an age of zero removes the cookie. */
  public static String of(String token, Duration age, boolean secure) {
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
        .formatted(NAME, token, age.toSeconds(), secure ? "; Secure" : "");
  }

  /** Makes the browser forget the cookie. */
  public static String expired(boolean secure) {
    return of("", Duration.ZERO, secure);
  }
}
