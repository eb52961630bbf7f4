package dev.luna.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request to an address that a user gave.
 *
 * @param method GET, HEAD, POST, PUT, PATCH or DELETE
 * @param address where to; checked when it is sent
 * @param headers in ASCII; not those that frame the message or belong to the connection
 * @param body may be empty
 * @param timeout over everything, from looking the host up to the last byte; a day at most
 */
public record Call(
    String method, URI address, Map<String, String> headers, byte[] body, Duration timeout) {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  // ASCII alone: a client that cuts characters to bytes makes a line feed of U+010A.
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  private static final Set<String> NOT_THE_USERS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * @throws IllegalArgumentException naming the method, header or time that cannot be; values of
   *     headers, which may be secret, are not in the message
   */
  public Call {
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException("method is none of GET, HEAD, POST, PUT, PATCH, DELETE");
    }
    if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("timeout is not between 0 and a day");
    }
    var checked = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> {
      check(name, value);
      if (checked.put(name, value) != null) {
        throw new IllegalArgumentException("header %s is there twice".formatted(name));
      }
    });
    headers = Collections.unmodifiableSortedMap(checked);
    body = body.clone();
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a header has a name that is none");
    }
    if (NOT_THE_USERS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("header %s cannot be set".formatted(name));
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "header %s has characters that are not printable ASCII".formatted(name));
    }
  }

  /** Without the address and the headers: both may hold secrets. */
  @Override
  public String toString() {
    return "Call[%s, %d bytes, %s]".formatted(method, body.length, timeout);
  }
}
