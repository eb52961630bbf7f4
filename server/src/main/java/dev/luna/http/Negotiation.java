package dev.luna.http;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.util.List;
import java.util.stream.Stream;

/** Which of several media types a client gets. */
public final class Negotiation {
  private static final String JSON = "application/json";
  private static final String HTML = "text/html";

  private Negotiation() {}

  /**
   * The first offer that the client accepts, in the client's order; the first offer of all where it
   * accepts everything or says nothing.
   *
   * @throws CodedException {@code refusal} if it accepts none
   */
  public static String choose(Request request, List<String> offers, ErrorCode refusal) {
    var accepted = request.raw().accepted();
    if (accepted.isEmpty()) {
      return offers.getFirst();
    }
    return accepted.stream()
        .flatMap(range -> offers.stream().filter(offer -> fits(range, offer)))
        .findFirst()
        .orElseThrow(() -> refused(refusal, offers));
  }

  /** Whether a client would rather have a page than data. */
  public static boolean prefersPage(RawRequest request) {
    return request.accepted().stream()
        .flatMap(range -> Stream.of(JSON, HTML).filter(offer -> fits(range, offer)))
        .findFirst()
        .filter(HTML::equals)
        .isPresent();
  }

  private static boolean fits(String range, String offer) {
    return range.equals("*/*")
        || range.equals(offer)
        || (range.endsWith("/*") && offer.startsWith(range.substring(0, range.length() - 1)));
  }

  private static CodedException refused(ErrorCode refusal, List<String> offers) {
    return refusal.detail().contains("{}")
        ? new CodedException(refusal, String.join(", ", offers))
        : new CodedException(refusal);
  }
}
