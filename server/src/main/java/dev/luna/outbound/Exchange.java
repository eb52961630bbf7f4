package dev.luna.outbound;

import dev.luna.outbound.OutboundException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** One request to checked addresses, and the little of its answer that is kept. */
final class Exchange {
  private static final int MOST_OF_A_BODY = 64 << 10;
  private static final int LONGEST_VALUE = 256;
  private static final int LONGEST_REASON = 200;
  private static final String RETRY_AFTER = "retry-after";

  private final CloseableHttpClient client;
  private final Target target;
  private final HttpUriRequestBase request;

  Exchange(CloseableHttpClient client, Target target, Call call) {
    this.client = client;
    this.target = target;
    request = request(call, target);
  }

  /**
   * @param start as of {@link System#nanoTime}
   * @throws OutboundException but REFUSED and UNRESOLVED
   */
  Answer send(List<InetAddress> addresses, long start) {
    var pin = new PinnedConnections.Pin(target.host(), addresses);
    try {
      return ScopedValue.where(PinnedConnections.PIN, pin)
          .call(() -> answer(client.executeOpen(target.httpHost(), request, null), start));
    } catch (IOException e) {
      throw failure(e, target.shown());
    }
  }

  /**
   * Has to follow, at any time and from any thread: closes the connection unless the answer was
   * read to its end. A receiver that sends without a pause is stopped by nothing else.
   */
  void end() {
    request.cancel();
  }

  private static HttpUriRequestBase request(Call call, Target target) {
    var request = new HttpUriRequestBase(call.method(), target.address());
    call.headers().forEach(request::addHeader);
    if (call.body().length > 0 || call.method().startsWith("P")) {
      request.setEntity(new ByteArrayEntity(call.body(), null));
    }
    return request;
  }

  private static Answer answer(ClassicHttpResponse response, long start) throws IOException {
    var headers = retryAfter(response);
    if (response.getEntity() != null) {
      drain(response.getEntity().getContent());
    }
    return new Answer(response.getCode(), headers, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Map<String, String> retryAfter(ClassicHttpResponse response) {
    var header = response.getFirstHeader(RETRY_AFTER);
    if (header == null || header.getValue() == null) {
      return Map.of();
    }
    String value = header.getValue();
    return Map.of(RETRY_AFTER, value.substring(0, Math.min(value.length(), LONGEST_VALUE)));
  }

  /** Reads to the end, so that the connection can be used again, but not for long. */
  private static void drain(@Nullable InputStream body) throws IOException {
    var buffer = new byte[8 << 10];
    int left = MOST_OF_A_BODY;
    while (body != null && left > 0) {
      int read = body.read(buffer);
      left -= read < 0 ? left : read;
    }
  }

  private static OutboundException failure(IOException e, String shown) {
    return switch (e) {
      case ConnectTimeoutException _ -> unreachable(shown);
      case ConnectException _ -> unreachable(shown);
      case NoRouteToHostException _ -> unreachable(shown);
      case SocketTimeoutException _ ->
          new OutboundException(Reason.TIMEOUT, "%s did not answer in time".formatted(shown));
      case SSLException tls ->
          new OutboundException(
              Reason.BROKEN, "TLS with %s failed: %s".formatted(shown, reason(tls)));
      // The library's texts quote the receiver's, so only their kind is told.
      default ->
          new OutboundException(
              Reason.BROKEN,
              "%s broke off or did not answer in HTTP (%s)"
                  .formatted(shown, e.getClass().getSimpleName()));
    };
  }

  private static OutboundException unreachable(String shown) {
    return new OutboundException(Reason.UNREACHABLE, "%s takes no connection".formatted(shown));
  }

  /** Names of a certificate are the receiver's own words: without what a line must not have. */
  private static String reason(SSLException tls) {
    String reason = String.valueOf(tls.getMessage()).replaceAll("[^\\x20-\\x7e]", "?");
    return reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
  }
}
