package dev.luna.accounts;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Slows down guessing. After some failures in a row a login and a source address have to wait,
 * twice as long with each further failure, a minute at most. Who came from an address successfully
 * before is not held up there by what others try from elsewhere, so that the owner of a login
 * cannot be locked out.
 */
public final class Attempts {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration MEMORY = Duration.ofMinutes(15);
  private static final Duration ORIGIN_MEMORY = Duration.ofDays(90);
  private static final int ADDRESS_FACTOR = 4;

  private final AttemptStore store;
  private final InstantSource clock;
  private final int free;

  public Attempts(AttemptStore store, InstantSource clock, int free) {
    this.store = store;
    this.clock = clock;
    this.free = free;
  }

  /**
   * Counts an attempt before the password is looked at, so that many at once count as many.
   *
   * @throws CodedException TOO_MANY_ATTEMPTS while {@code login} or {@code address} has to wait
   */
  void begin(String login, String address) {
    String loginSubject = login(login, address);
    admit(loginSubject, free);
    try {
      admit(address(address), free * ADDRESS_FACTOR);
    } catch (CodedException e) {
      store.uncount(loginSubject);
      throw e;
    }
  }

  /** The password was right: the login starts anew, the address is only given this attempt back. */
  void succeeded(String login, String address) {
    store.forget(login(login, address));
    store.uncount(address(address));
    store.came(login, address, clock.instant());
  }

  /** The password was not looked at after all. */
  void undo(String login, String address) {
    store.uncount(login(login, address));
    store.uncount(address(address));
  }

  /** Forgets what is old and returns how much that was. */
  public int sweep() {
    Instant now = clock.instant();
    return store.deleteOlderThan(now.minus(MEMORY), now.minus(ORIGIN_MEMORY));
  }

  private void admit(String subject, int allowed) {
    Instant now = clock.instant();
    if (!store.count(subject, now, now.minus(MEMORY), allowed, (int) LONGEST.toSeconds())) {
      Duration left =
          store
              .failures(subject)
              .map(failures ->
                  Duration.between(now, failures.lastTime().plus(pause(failures, allowed))))
              .filter(Duration::isPositive)
              .orElse(Duration.ofSeconds(1));
      throw CodedException.retryable(
          ErrorCode.TOO_MANY_ATTEMPTS, left, left.plusMillis(999).toSeconds());
    }
  }

  private static Duration pause(AttemptStore.Failures failures, int allowed) {
    Duration pause = Duration.ofSeconds(1L << Math.clamp(failures.count() - allowed, 0, 6));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }

  private String login(String login, String address) {
    return store.cameFrom(login, address)
        ? "login %s from %s".formatted(login, address)
        : "login " + login;
  }

  private static String address(String address) {
    return "address " + address;
  }
}
