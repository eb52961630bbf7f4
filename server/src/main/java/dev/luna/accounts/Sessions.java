package dev.luna.accounts;

import dev.luna.config.AuthorizationConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Sessions behind the cookie, kept in the database so that they hold on every node. The token is
 * random; a session ends when it was idle for too long, at its absolute age, or when it is ended.
 */
public final class Sessions {
  private static final int TOKEN_BYTES = 32;
  private static final Duration SEEN_STEP = Duration.ofSeconds(30);

  private final SessionStore store;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Duration idle;
  private final Duration lifetime;

  public Sessions(
      SessionStore store, InstantSource clock, SecureRandom random, AuthorizationConfig config) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.idle = Duration.ofSeconds(config.sessionIdleTimeout());
    this.lifetime = Duration.ofSeconds(config.sessionLifetime());
  }

  /** Starts a session and returns its token, which exists nowhere else. */
  public String start(UUID accountId) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    store.insert(new SessionStore.Session(hash(token), accountId, now, now));
    return token;
  }

  /** The account behind a token, if its session has not ended. */
  Optional<Account> account(String token) {
    byte[] hash = hash(token);
    Instant now = clock.instant();
    var session =
        store
            .find(hash)
            .filter(found -> found.createTime().plus(lifetime).isAfter(now))
            .filter(found -> found.lastSeenTime().plus(idle).isAfter(now));
    session
        .filter(found -> found.lastSeenTime().plus(seenStep()).isBefore(now))
        .ifPresent(found -> store.seen(hash, now));
    return session.map(SessionStore.Found::account);
  }

  /** Ends the session of a token. */
  public void end(String token) {
    store.delete(hash(token));
  }

  /** Removes sessions that have ended by time and returns how many. */
  public int sweep() {
    Instant now = clock.instant();
    return store.deleteOlderThan(now.minus(lifetime), now.minus(idle));
  }

  /** Longest age of a session. */
  public Duration lifetime() {
    return lifetime;
  }

  /** What the database knows a token by. */
  public static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Duration seenStep() {
    return idle.dividedBy(10).compareTo(SEEN_STEP) < 0 ? idle.dividedBy(10) : SEEN_STEP;
  }
}
