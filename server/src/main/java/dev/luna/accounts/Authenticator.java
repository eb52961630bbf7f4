package dev.luna.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Finds out who is asking. A verified password is remembered for a few seconds together with the
 * hash it was verified against; the account itself is read each time, so that a changed password, a
 * changed type or a removed account takes effect at once and on every node.
 */
public final class Authenticator {
  /** Logins as registration accepts them; anything else cannot be one and is not looked up. */
  private static final Pattern LOGIN = Pattern.compile("[a-z0-9_'+\\-.@]{3,128}");

  private static final String ALGORITHM = "HmacSHA256";

  private final AccountStore accounts;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Attempts attempts;
  private final Cache<String, String> verified;
  private final SecretKeySpec key;

  public Authenticator(
      AccountStore accounts,
      Passwords passwords,
      Sessions sessions,
      Attempts attempts,
      Duration memory) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.attempts = attempts;
    this.verified = Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(memory).build();
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * @param address where the request came from
   * @throws CodedException BAD_CREDENTIALS, TOO_MANY_ATTEMPTS or BUSY
   */
  public Account byPassword(String login, String password, String address) {
    var account = LOGIN.matcher(login).matches() ? accounts.byLogin(login) : NOBODY;
    String credential = credential(login, password);
    if (account.isPresent()
        && account.get().passwordHash().equals(verified.getIfPresent(credential))) {
      return account.get();
    }
    String subject = LOGIN.matcher(login).matches() ? login : "?";
    attempts.begin(subject, address);
    boolean right = isRight(account, password, subject, address);
    if (account.isEmpty() || !right) {
      throw new CodedException(ErrorCode.BAD_CREDENTIALS);
    }
    attempts.succeeded(subject, address);
    verified.put(credential, account.get().passwordHash());
    return account.get();
  }

  private boolean isRight(
      Optional<Account> account, String password, String subject, String address) {
    try {
      return account
          .map(found -> passwords.matches(password, found.passwordHash()))
          .orElseGet(() -> passwords.matchesDecoy(password));
    } catch (CodedException e) {
      attempts.undo(subject, address);
      throw e;
    }
  }

  /**
   * @throws CodedException SESSION_EXPIRED
   */
  public Account bySession(String token) {
    return sessions.account(token).orElseThrow(() -> new CodedException(ErrorCode.SESSION_EXPIRED));
  }

  private static final Optional<Account> NOBODY = Optional.empty();

  private String credential(String login, String password) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(login.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
