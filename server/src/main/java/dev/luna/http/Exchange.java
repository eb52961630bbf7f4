package dev.luna.http;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that has been answered, for those who watch.
 *
 * @param route name of the route, {@code GET:/4/accounts/{account_id}}; never a raw path
 * @param errorCode 0 where there was no error
 */
public record Exchange(
    String requestId,
    String route,
    int status,
    int errorCode,
    Duration duration,
    @Nullable UUID accountId) {}
