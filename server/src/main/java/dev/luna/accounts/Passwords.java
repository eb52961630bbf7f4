package dev.luna.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

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

  /** Eight bytes in Base64. */
  private static final int LEAST_SALT = 11;

  /** Sixteen bytes in Base64. */
  private static final int LEAST_HASH = 22;

  private static final int SALT_LENGTH = 16;
  private static final int LENGTH = 32;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Hash that no password has: an account with it cannot log in until its password is reset. */
  public static final String UNUSABLE = "";

  /** Sixty-four bytes in Base64. */
  private static final int LONGEST_TEXT = 86;

  /** As many characters as bytes can give. */
  private static final String BASE64 = "(?:[A-Za-z0-9+/]{4}){2,21}(?:[A-Za-z0-9+/]{2,3})?";

  private static final Pattern HASH =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(?<memory>\\d{1,9}),t=(?<passes>\\d{1,9}),p=(?<lanes>\\d{1,9})"
              + "\\$(?<salt>%1$s)\\$(?<hash>%1$s)".formatted(BASE64));

  private static final Cost OURS = new Cost(MEMORY_KIB, PASSES, LANES);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Reads like one of ours, and no password is known to have it: made without hashing anything. */
  static final String DECOY = encoded(new byte[SALT_LENGTH], new byte[LENGTH]);

  private final Semaphore gate;

  public Passwords(int concurrency) {
    this.gate = new Semaphore(concurrency, true);
  }

  /**
   * @throws CodedException BUSY if too many hashes are being made
   */
  public String hash(String password) {
    var salt = new byte[SALT_LENGTH];
    RANDOM.nextBytes(salt);
    return encoded(salt, gated(() -> argon2(password, salt, OURS, LENGTH)));
  }

  /**
   * @throws CodedException BUSY if too many hashes are being made
   */
  public boolean matches(String password, String hash) {
    var parts = HASH.matcher(hash);
    if (!parts.matches()) {
      return matchesDecoy(password);
    }
    byte[] salt = Base64.getDecoder().decode(parts.group("salt"));
    byte[] known = Base64.getDecoder().decode(parts.group("hash"));
    var cost = Cost.of(parts);
    return MessageDigest.isEqual(known, gated(() -> argon2(password, salt, cost, known.length)));
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
    var parts = HASH.matcher(hash);
    if (!parts.matches()) {
      return false;
    }
    var cost = Cost.of(parts);
    return within(cost.memoryKib(), MEMORY_KIB, MOST_MEMORY_KIB)
        && within(cost.passes(), PASSES, MOST_PASSES)
        && within(cost.lanes(), LANES, MOST_LANES)
        && within(parts.group("salt").length(), LEAST_SALT, LONGEST_TEXT)
        && within(parts.group("hash").length(), LEAST_HASH, LONGEST_TEXT);
  }

  private static boolean within(int number, int least, int most) {
    return number >= least && number <= most;
  }

  private record Cost(int memoryKib, int passes, int lanes) {
    static Cost of(Matcher parts) {
      return new Cost(
          Integer.parseInt(parts.group("memory")),
          Integer.parseInt(parts.group("passes")),
          Integer.parseInt(parts.group("lanes")));
    }
  }

  private static String encoded(byte[] salt, byte[] hash) {
    var text = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            OURS.memoryKib(),
            OURS.passes(),
            OURS.lanes(),
            text.encodeToString(salt),
            text.encodeToString(hash));
  }

  private static byte[] argon2(String password, byte[] salt, Cost cost, int length) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    var _ = generator.generateBytes(password.getBytes(UTF_8), hash);
    return hash;
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
