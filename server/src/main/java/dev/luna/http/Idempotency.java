package dev.luna.http;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Does a request with an {@code Idempotency-Key} once: the key, the work and the answer are
 * committed together, and who repeats the request gets the answer again. A request that failed
 * leaves nothing.
 */
public final class Idempotency {
  private static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
  private static final Duration MEMORY = Duration.ofDays(1);
  private static final int SWEPT_AT_ONCE = 1000;
  private static final int ROUNDS = 200_000;

  private final Database database;
  private final ReplyStore store;
  private final InstantSource clock;

  /**
   * @param database the one that the work is done in
   */
  public Idempotency(Database database, InstantSource clock) {
    this.database = database;
    this.store = new ReplyStore(database);
    this.clock = clock;
  }

  /**
   * Does the work, unless it was done before.
   *
   * @throws CodedException KEY_REUSED, BAD_INPUT for a key that is none, or what the work throws
   */
  public Reply once(Request request, Supplier<Reply> work) {
    var key = request.raw().header(HEADER);
    if (key.isEmpty()) {
      return work.get();
    }
    if (!KEY.matcher(key.get()).matches()) {
      throw new CodedException(
          ErrorCode.BAD_INPUT, HEADER + " must have 1 to 255 printable ASCII characters");
    }
    var claim =
        new ReplyStore.Claim(request.account().accountId(), key.get(), fingerprint(request));
    return database.transaction(handle -> {
      if (!store.claim(claim, clock.instant().truncatedTo(ChronoUnit.MILLIS))) {
        return repeated(claim, request);
      }
      var reply = work.get();
      store.keep(claim, reply);
      return reply;
    });
  }

  /** Forgets answers that nobody may ask for any more; returns how many. */
  public int sweep() {
    return store.deleteOlderThan(clock.instant().minus(MEMORY), SWEPT_AT_ONCE);
  }

  private Reply repeated(ReplyStore.Claim claim, Request request) {
    var kept = store.find(claim);
    if (!Arrays.equals(kept.fingerprint(), claim.fingerprint())) {
      throw new CodedException(ErrorCode.KEY_REUSED, claim.key());
    }
    // What is repeated changes nothing.
    request.trail().settle();
    return kept.reply();
  }

  /** Tells requests apart: method, path with query, for whom, and content. */
  private static byte[] fingerprint(Request request) {
    var sha = Upload.sha256();
    for (String part :
        new String[] {
          request.raw().method(),
          request.raw().path(),
          request.raw().queryString(),
          request.actor().accountId().toString(),
          request.body().isMissingNode() ? request.upload().digest() : request.body().toString()
        }) {
      sha.update(part.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
    }
    // Of a secret nothing may be kept that could be guessed against quickly.
    return Stream.of("password", "email", "notification_policy").anyMatch(request.body()::has)
        ? slow(sha.digest(), request)
        : sha.digest();
  }

  private static byte[] slow(byte[] digest, Request request) {
    try {
      byte[] salt = request.account().accountId().toString().getBytes(StandardCharsets.UTF_8);
      var guess = new PBEKeySpec(HexFormat.of().formatHex(digest).toCharArray(), salt, ROUNDS, 256);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(guess)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
