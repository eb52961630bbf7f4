package dev.luna.tasks.notifications;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.outbound.Call;
import dev.luna.outbound.GuardedClient;
import dev.luna.outbound.OutboundException;
import dev.luna.outbound.OutboundException.Reason;
import dev.luna.secrets.Vault;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Policies on their way in and out: what cannot be called is refused, secrets are encrypted before
 * they are stored and never shown.
 */
public final class Policies {
  /** Stands for a secret that is not shown. */
  static final String MASK = "********";

  private static final Set<String> OURS =
      Set.of(
          "content-type",
          "luna-request-id",
          "webhook-id",
          "webhook-timestamp",
          "webhook-signature");

  private final Vault vault;
  private final GuardedClient client;

  public Policies(Vault vault, GuardedClient client) {
    this.vault = vault;
    this.client = client;
  }

  /**
   * A policy of a user as it is stored. A masked secret keeps the stored one of the same receiver.
   *
   * @param body has the form that the specification declares
   * @param stored what there is already; null for nothing
   * @throws CodedException BAD_INPUT, or ADDRESS_REFUSED, with the place that is wrong
   */
  public JsonNode accept(JsonNode body, @Nullable JsonNode stored) {
    var policy = Json.convert(body, Policy.class);
    refuseTwins(policy);
    policy.placed().forEach(Policies::refuseUncallable);
    refuseAddresses(policy);
    var known = stored == null ? Policy.NONE : read(stored);
    return Json.MAPPER.valueToTree(policy.map(placed -> seal(placed, known)));
  }

  /** A stored policy as it is shown: with masks for secrets. */
  public static JsonNode shown(@Nullable JsonNode stored) {
    var policy = stored == null ? Policy.NONE : read(stored);
    return Json.MAPPER.valueToTree(
        policy.map(placed -> placed.callback().withSecrets((path, value) -> MASK)));
  }

  /** A stored policy or callback with its secrets encrypted under the key in use. */
  public static String resealed(String stored, Vault vault) {
    var tree = Json.MAPPER.readTree(stored);
    if (tree.has("type")) {
      return Json.MAPPER
          .writerFor(Callback.class)
          .writeValueAsString(resealed(Json.MAPPER.treeToValue(tree, Callback.class), vault));
    }
    return Json.MAPPER.writeValueAsString(
        read(tree).map(placed -> resealed(placed.callback(), vault)));
  }

  private static Callback resealed(Callback callback, Vault vault) {
    return callback.withSecrets((path, sealed) -> vault.seal(vault.reveal(sealed)));
  }

  /** A policy as it is stored. */
  static Policy read(JsonNode stored) {
    return Json.MAPPER.treeToValue(stored, Policy.class);
  }

  private Callback seal(Policy.Placed placed, Policy known) {
    return placed
        .callback()
        .withSecrets(
            (path, value) -> value.equals(MASK) ? kept(placed, path, known) : vault.seal(value));
  }

  /** The stored secret of the callback at the same place, or of the same receiver elsewhere. */
  private static String kept(Policy.Placed placed, String path, Policy known) {
    var callback = placed.callback();
    return known.placed().stream()
        .filter(other -> other.callback().origin().equals(callback.origin()))
        .filter(other ->
            (other.scope() == placed.scope() && other.index() == placed.index())
                || other.callback().destination().equals(callback.destination()))
        // The same receiver comes before the same place.
        .sorted((left, right) ->
            Boolean.compare(isSame(right.callback(), callback), isSame(left.callback(), callback)))
        .map(other -> other.callback().secrets().get(path))
        .filter(secret -> secret != null)
        .findFirst()
        .orElseThrow(() ->
            new CodedException(
                ErrorCode.BAD_INPUT,
                "%s.%s: %s keeps a stored secret, and there is none for this receiver"
                    .formatted(placed.path(), path, MASK)));
  }

  private static boolean isSame(Callback left, Callback right) {
    return left.destination().equals(right.destination());
  }

  private static void refuseTwins(Policy policy) {
    var seen = new HashSet<String>();
    for (var placed : policy.placed()) {
      if (!seen.add(placed.scope() + placed.callback().destination())) {
        throw new CodedException(
            ErrorCode.BAD_INPUT, placed.path() + " names a receiver that is there already");
      }
    }
  }

  private static void refuseUncallable(Policy.Placed placed) {
    if (placed.callback() instanceof Callback.Http http) {
      var headers = http.params().headers();
      for (String name : headers.keySet()) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (OURS.contains(lower)
            || (lower.equals("authorization") && http.authorization() != null)) {
          throw new CodedException(
              ErrorCode.BAD_INPUT,
              "%s.params.headers: %s is set by this service".formatted(placed.path(), lower));
        }
      }
      refuseCall(placed, http, headers);
    }
  }

  private static void refuseCall(
      Policy.Placed placed, Callback.Http http, Map<String, String> headers) {
    try {
      var _ =
          new Call(
              "POST",
              URI.create(http.url()),
              headers,
              new byte[0],
              Duration.ofSeconds(http.params().timeout()));
    } catch (IllegalArgumentException e) {
      // The message of URI.create quotes the address, which may hold secrets.
      String why = e.getCause() == null ? String.valueOf(e.getMessage()) : "url is not a URL";
      throw new CodedException(ErrorCode.BAD_INPUT, placed.path() + ": " + why);
    }
  }

  /** Looks all hosts up at once: a slow server of names must not add up. */
  private void refuseAddresses(Policy policy) {
    var refusals = new ConcurrentHashMap<String, CodedException>();
    var checks =
        policy.placed().stream()
            .filter(placed -> placed.callback() instanceof Callback.Http)
            .map(placed ->
                Thread.ofVirtual()
                    .name("callback-check")
                    .start(() -> check(placed, (Callback.Http) placed.callback(), refusals)))
            .toList();
    for (var check : checks) {
      try {
        check.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped while addresses were checked", e);
      }
    }
    refusals.entrySet().stream()
        .min(Map.Entry.comparingByKey())
        .ifPresent(first -> {
          throw first.getValue();
        });
  }

  /** A host that cannot be found now may be found when it is called. */
  private void check(
      Policy.Placed placed, Callback.Http http, Map<String, CodedException> refusals) {
    try {
      client.refuse(URI.create(http.url()));
    } catch (OutboundException e) {
      if (e.reason() == Reason.REFUSED) {
        refusals.put(
            placed.path(),
            new CodedException(
                ErrorCode.ADDRESS_REFUSED, placed.path() + ".url", String.valueOf(e.getMessage())));
      }
    }
  }
}
