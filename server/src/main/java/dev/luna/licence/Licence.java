package dev.luna.licence;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.signing.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this installation may do. A licence that has expired, cannot be believed or is used up
 * refuses attributes to faces that have none; whatever is stored stays readable and removable.
 */
public final class Licence {
  private static final Logger LOG = LoggerFactory.getLogger(Licence.class);

  private static final Duration WARNED_BEFORE = Duration.ofDays(14);
  private static final double WARNED_FROM = 0.85;
  private static final double REFUSED_FROM = 1.1;

  /** Each attribute asks, and a second of them does no harm to a limit with a tenth of play. */
  private static final Duration COUNTED_AFTER = Duration.ofSeconds(1);

  private final LicenceFile file;
  private final Counters counters;
  private final InstantSource clock;
  private volatile @Nullable Usage usage;

  private record Usage(long faces, Instant time) {}

  private Licence(LicenceFile file, Counters counters, InstantSource clock) {
    this.file = file;
    this.counters = counters;
    this.clock = clock;
  }

  /**
   * @param key public key in Base64; empty where no licence is required
   * @throws IllegalArgumentException if that is no key
   */
  public static Licence open(Path file, String key, Counters counters, InstantSource clock) {
    return new Licence(
        new LicenceFile(file, key.isEmpty() ? null : PublicKey.parse(key)), counters, clock);
  }

  public State state() {
    return state(file.read());
  }

  /** A term for each feature, in the contract's order. */
  public Map<Feature, Term> terms() {
    return file.read().terms().byFeature();
  }

  /** Why no attributes can be attached; empty while they can. */
  public Optional<String> problem() {
    var content = file.read();
    return switch (state(content)) {
      case INVALID -> Optional.of("it is not valid: " + content.problem());
      case EXPIRED -> Optional.of("it expired at " + expiry(content));
      case NONE, VALID, EXPIRING -> overused(content);
    };
  }

  /** What will be a problem before long; empty where it is one already. */
  public List<String> warnings() {
    var content = file.read();
    if (problem().isPresent()) {
      return List.of();
    }
    var warnings = new ArrayList<String>();
    if (state(content) == State.EXPIRING) {
      warnings.add("it expires at " + expiry(content));
    }
    var limit = content.terms().facesLimit();
    if (limit != null && faces() >= limit * WARNED_FROM) {
      warnings.add(
          "%d of %d faces are used; attributes are refused above 110 %%".formatted(faces(), limit));
    }
    return warnings.stream().map(warning -> "Licence: " + warning).toList();
  }

  /**
   * Asked before a face gets attributes.
   *
   * @throws CodedException LICENCE
   */
  public void refuseAttributes() {
    problem()
        .ifPresent(problem -> {
          throw new CodedException(ErrorCode.LICENCE, problem);
        });
  }

  /** Writes problem and warnings to the log; returns 0, since one round does all. */
  public int log() {
    Stream.concat(problem().map(problem -> "Licence: " + problem).stream(), warnings().stream())
        .forEach(warning -> LOG.warn("{}; reading and removing go on", warning));
    return 0;
  }

  private State state(LicenceFile.Content content) {
    if (!content.problem().isEmpty()) {
      return State.INVALID;
    }
    if (!content.isThere()) {
      return State.NONE;
    }
    var expiry = content.terms().expiry();
    var now = clock.instant();
    if (expiry == null || now.isBefore(expiry.minus(WARNED_BEFORE))) {
      return State.VALID;
    }
    return now.isBefore(expiry) ? State.EXPIRING : State.EXPIRED;
  }

  private Optional<String> overused(LicenceFile.Content content) {
    var limit = content.terms().facesLimit();
    // One more than there are has to fit.
    return limit != null && faces() + 1 > limit * REFUSED_FROM
        ? Optional.of("%d faces have attributes, 110 %% of %d may".formatted(faces(), limit))
        : Optional.empty();
  }

  private long faces() {
    var known = usage;
    var now = clock.instant();
    if (known == null || !now.isBefore(known.time().plus(COUNTED_AFTER))) {
      known = new Usage(counters.value(Counter.FACE_ATTRIBUTES, Counter.ALL), now);
      usage = known;
    }
    return known.faces();
  }

  private static String expiry(LicenceFile.Content content) {
    var expiry = content.terms().expiry();
    return expiry == null ? "no time" : Json.time(expiry);
  }
}
