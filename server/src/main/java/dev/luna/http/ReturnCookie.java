package dev.luna.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Remembers, between a page that needs a login and the form, where the reader wanted to go. */
public final class ReturnCookie {
  private static final String NAME = "luna_admin_return";
  private static final String FORM = "%s=%s; Path=/login; Max-Age=%d; HttpOnly; SameSite=Lax";
  private static final int SECONDS = 600;
  private static final int LONGEST = 2000;

  /** A path of this server: nothing that a browser would take for another host. */
  private static final Pattern LOCAL =
      Pattern.compile("/([\\x21-\\x7e&&[^/\\\\]][\\x21-\\x7e&&[^\\\\]]*)?");

  private ReturnCookie() {}

  static Reply lead(RawRequest request) {
    var reply = Reply.redirect(302, "/login");
    String place = request.path() + request.queryString();
    return request.method().equals("GET") && isLocal(place) && !place.equals("/")
        ? reply.with("Set-Cookie", of(URLEncoder.encode(place, StandardCharsets.UTF_8), SECONDS))
        : reply;
  }

  /** The place that is remembered; {@code /} where there is none, or none of ours. */
  public static String place(RawRequest request) {
    try {
      return request
          .cookie(NAME)
          .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
          .filter(ReturnCookie::isLocal)
          .orElse("/");
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }

  /** Whether a browser may be sent there. */
  public static boolean isLocal(String place) {
    return place.length() <= LONGEST && LOCAL.matcher(place).matches();
  }

  /** Makes the browser forget it. */
  public static String expired() {
    return of("", 0);
  }

  private static String of(String value, int seconds) {
    return FORM.formatted(NAME, value, seconds);
  }
}
