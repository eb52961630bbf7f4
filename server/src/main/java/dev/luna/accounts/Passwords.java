package dev.luna.accounts;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * argon2id hashes (19 MiB, two passes). At most a set number are made at a time, so that a burst of
 * logins takes neither all memory nor all processors.
 */
public final class Passwords {
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int MOST_MEMORY_KIB = 256 * 1024;
  private static final int PASSES = 2;
  private static final int MOST_PASSES = 10;
  private static final int LANES = 1;
  private static final int MOST_LANES = 8;
  private static final int LENGTH = 32;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Hash that no password has: an account with it cannot log in until its password is reset. */
  public static final String UNUSABLE = "";

  private static final Pattern HASH =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(?<memory>\\d{1,9}),t=(?<passes>\\d{1,9}),p=(?<lanes>\\d{1,9})"
              + "\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,86}");

  /** Reads like one of ours, and no password is known to have it: made without hashing anything. */
  static final String DECOY =
      "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
          .formatted(MEMORY_KIB, PASSES, LANES, "A".repeat(22), "A".repeat(43));

  private final Semaphore gate;

  public Passwords(int concurrency) {
    this.gate = new Semaphore(concurrency, true);
  }

  /**
   * @throws CodedException BUSY if too many hashes are being made
   */
  public String hash(String password) {
    return gated(() -> Password.hash(password).addRandomSalt(16).with(function()).getResult());
  }

  /**
   * @throws CodedException BUSY if too many hashes are being made
   */
  public boolean matches(String password, String hash) {
    if (hash.equals(UNUSABLE)) {
      return matchesDecoy(password);
    }
    return gated(
        () -> Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash)));
  }

  /** Takes as long as {@link #matches} and is always false: for logins that do not exist. */
  public boolean matchesDecoy(String password) {
    var _ = matches(password, DECOY);
    return false;
  }

  /**
   * Whether {@code hash}, which comes from outside, is one that {@link #matches} can read, not
   * weaker than ours, and not made to use up this machine.
   */
  public static boolean isHash(String hash) {
    var parameters = HASH.matcher(hash);
    return parameters.matches()
        && within(parameters.group("memory"), MEMORY_KIB, MOST_MEMORY_KIB)
        && within(parameters.group("passes"), PASSES, MOST_PASSES)
        && within(parameters.group("lanes"), LANES, MOST_LANES);
  }

  private static boolean within(String value, int least, int most) {
    int number = Integer.parseInt(value);
    return number >= least && number <= most;
  }

  private static Argon2Function function() {
    return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, LENGTH, Argon2.ID);
  }

  private <T> T gated(Supplier<T> work) {
    try {
      if (!gate.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw CodedException.retryable(ErrorCode.BUSY, LONGEST_WAIT);
      }
      try {
        return work.get();
      } finally {
        gate.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CodedException.retryable(ErrorCode.BUSY, LONGEST_WAIT);
    }
  }
}
