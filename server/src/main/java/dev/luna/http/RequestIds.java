package dev.luna.http;

import dev.luna.json.Json;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Request ids: {@code <unix seconds>,<uuid>}. */
public final class RequestIds {
  /** Header that carries one, in requests and in every response. */
  public static final String HEADER = "Luna-Request-Id";

  private static final Pattern PATTERN = Pattern.compile("[0-9]{10}," + Json.ID);

  private final InstantSource clock;
  private final Supplier<UUID> ids;

  public RequestIds(InstantSource clock, Supplier<UUID> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /** The given id, or a new one where it is missing or malformed. */
  String take(@Nullable String given) {
    return given != null && PATTERN.matcher(given).matches()
        ? given
        : clock.instant().getEpochSecond() + "," + ids.get();
  }
}
