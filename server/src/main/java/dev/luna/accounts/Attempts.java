package dev.luna.accounts;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

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
   * @throws CodedException TOO_MANY_ATTEMPTS while {@code login} or {@code address} has to wait
   */
  void admit(String login, String address) {
    var subjects = subjects(login, address);
    Instant now = clock.instant();
    for (var failures : store.failures(subjects)) {
      Duration left = Duration.between(now, failures.lastTime().plus(pause(failures)));
      if (left.isPositive()) {
        throw CodedException.retryable(
            ErrorCode.TOO_MANY_ATTEMPTS, left, left.plusMillis(999).toSeconds());
      }
    }
  }

  void failed(String login, String address) {
    Instant now = clock.instant();
    store.failed(subjects(login, address), now, now.minus(MEMORY));
  }

  void succeeded(String login, String address) {
    store.succeeded(login, address, subjects(login, address), clock.instant());
  }

  /** Forgets what is old and returns how much that was. */
  public int sweep() {
    Instant now = clock.instant();
    return store.deleteOlderThan(now.minus(MEMORY), now.minus(ORIGIN_MEMORY));
  }

  private List<String> subjects(String login, String address) {
    var subjects = new ArrayList<String>();
    subjects.add("address " + address);
    subjects.add(
        store.cameFrom(login, address)
            ? "login %s from %s".formatted(login, address)
            : "login " + login);
    return subjects;
  }

  private Duration pause(AttemptStore.Failures failures) {
    int allowed = failures.subject().startsWith("address") ? free * ADDRESS_FACTOR : free;
    int beyond = failures.count() - allowed;
    if (beyond < 0) {
      return Duration.ZERO;
    }
    Duration pause = Duration.ofSeconds(1L << Math.min(beyond, 6));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
