package dev.luna.http;

import dev.luna.errors.CodedException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How failures are answered: as the contract's body, or as a page where a browser asked for one.
 */
public final class Failures {
  private static final String NO_CHALLENGE = "WWW-Authorization";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final @Nullable ErrorPages pages;

  /**
   * @param pages null where this process serves none
   */
  public Failures(@Nullable ErrorPages pages) {
    this.pages = pages;
  }

  Reply reply(RawRequest request, CodedException failure) {
    var reply =
        page(request, failure)
            .map(page -> ErrorReply.withPause(page, failure))
            .orElseGet(() -> ErrorReply.reply(failure));
    return challenge(request, reply);
  }

  /** Programs of the API ask for JSON or say nothing; only a browser names pages. */
  private Optional<Reply> page(RawRequest request, CodedException failure) {
    if (pages == null
        || !READING.contains(request.method())
        || request.path().matches("/[0-9]+(/.*)?")
        || !request.accepted().contains("text/html")) {
      return Optional.empty();
    }
    var error = ErrorReply.of(failure.code(), failure.detail());
    return Optional.of(pages.error(request, failure.code(), error));
  }

  /** A browser would show a window of its own to a challenge that answers a script of our pages. */
  private static Reply challenge(RawRequest request, Reply reply) {
    boolean isUnwanted =
        request.header("Exclude-Header").filter(NO_CHALLENGE::equals).isPresent()
            || request.header("Sec-Fetch-Site").filter("same-origin"::equals).isPresent();
    return reply.status() == 401 && !isUnwanted
        ? reply.with("WWW-Authenticate", "Basic realm=\"luna-admin\", charset=\"UTF-8\"")
        : reply;
  }
}
