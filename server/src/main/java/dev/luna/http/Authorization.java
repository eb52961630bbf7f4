package dev.luna.http;

import dev.luna.accounts.Account;
import dev.luna.accounts.AccountType;
import dev.luna.accounts.Authenticator;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets accounts in, by HTTP Basic or by the session cookie. A cookie is sent by a browser without
 * its user's doing, so with it a change has to come from a page of this server.
 */
public final class Authorization {
  /** Name of the cookie with the session's token. */
  public static final String COOKIE = "luna_admin_session";

  private static final String BASIC = "basic ";
  private static final Set<String> SAFE = Set.of("GET", "HEAD");

  private final Authenticator authenticator;

  public Authorization(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /** Login and password of the {@code Authorization} header; never printed. */
  public record Credentials(String login, String password) {
    @Override
    public String toString() {
      return "credentials of " + login;
    }
  }

  /**
   * Lets accounts of type admin in.
   *
   * @throws CodedException if the request may not be served: 401 for who, 403 for what
   */
  public Account authorize(RawRequest request) {
    return admitted(identify(request));
  }

  /**
   * Lets accounts of any type in.
   *
   * @throws CodedException with 401, or CROSS_SITE
   */
  Account identify(RawRequest request) {
    var cookie = request.cookie(COOKIE);
    if (request.header("Authorization").isEmpty() && cookie.isPresent()) {
      if (!SAFE.contains(request.method())) {
        refuseCrossSite(request);
      }
      return authenticator.bySession(cookie.get());
    }
    return verified(request, credentials(request));
  }

  /**
   * Checks credentials however they were sent.
   *
   * @throws CodedException if they are wrong, have to wait, or are not an admin's
   */
  public Account byPassword(RawRequest request, Credentials credentials) {
    return admitted(verified(request, credentials));
  }

  private Account verified(RawRequest request, Credentials credentials) {
    return authenticator.byPassword(credentials.login(), credentials.password(), request.address());
  }

  /**
   * @throws CodedException AUTHORIZATION_REQUIRED if there are none that can be read
   */
  public static Credentials credentials(RawRequest request) {
    return request
        .header("Authorization")
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(BASIC))
        .flatMap(header -> decode(header.substring(BASIC.length()).strip()))
        .orElseThrow(() -> new CodedException(ErrorCode.AUTHORIZATION_REQUIRED));
  }

  /**
   * @throws CodedException CROSS_SITE if a browser says that another site's page sent the request
   */
  public static void refuseCrossSite(RawRequest request) {
    boolean sameSite =
        request
            .header("Sec-Fetch-Site")
            .map(site -> site.equals("same-origin") || site.equals("none"))
            .orElseGet(() -> comesFromHere(request));
    if (!sameSite) {
      throw new CodedException(ErrorCode.CROSS_SITE);
    }
  }

  private static boolean comesFromHere(RawRequest request) {
    var origin = request.header("Origin");
    return origin.isEmpty()
        || request
            .header("Host")
            .filter(host -> origin.get().replaceFirst("^https?://", "").equals(host))
            .isPresent();
  }

  private static Account admitted(Account account) {
    if (account.accountType() != AccountType.ADMIN) {
      throw new CodedException(ErrorCode.ACCOUNT_TYPE_FORBIDDEN, account.accountType().wireName());
    }
    return account;
  }

  private static Optional<Credentials> decode(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
