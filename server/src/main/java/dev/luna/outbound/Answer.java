package dev.luna.outbound;

import java.time.Duration;
import java.util.Map;

/**
 * What a receiver answered; its body is never kept.
 *
 * @param status of HTTP, redirects included: none is followed
 * @param headers {@code retry-after} alone, if it was sent, cut to 256 characters
 * @param took from the begin of the call, with looking the host up and connecting
 */
public record Answer(int status, Map<String, String> headers, Duration took) {
  public Answer {
    headers = Map.copyOf(headers);
  }
}
