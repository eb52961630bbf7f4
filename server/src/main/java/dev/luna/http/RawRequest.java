package dev.luna.http;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What came over the wire, seen without the server library. */
public final class RawRequest {
  private static final Pattern REFUSED = Pattern.compile(";q=0(\\.0*)?($|;)");

  private final ServerRequest request;
  private final String requestId;

  RawRequest(ServerRequest request, String requestId) {
    this.request = request;
    this.requestId = requestId;
  }

  /** The client's {@code Luna-Request-Id}, or a new one. */
  public String requestId() {
    return requestId;
  }

  public String method() {
    return request.prologue().method().text();
  }

  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /** Media types that the client accepts, in its order; empty where it said nothing. */
  public List<String> accepted() {
    return request.headers().values(HeaderNames.ACCEPT).stream()
        .map(type -> type.toLowerCase(Locale.ROOT).replace(" ", ""))
        .filter(type -> !type.isEmpty() && !REFUSED.matcher(type).find())
        .map(type -> type.split(";", 2)[0])
        .toList();
  }

  public Optional<String> cookie(String name) {
    return request.headers().cookies().first(name).asOptional();
  }

  /** Query parameters, decoded. */
  Map<String, List<String>> query() {
    return request.query().names().stream()
        .collect(Collectors.toMap(name -> name, name -> request.query().all(name)));
  }

  /** Variables of the path template, decoded. */
  Map<String, String> pathVariables() {
    var variables = request.path().pathParameters();
    return variables.names().stream().collect(Collectors.toMap(name -> name, variables::get));
  }

  /** The raw query with its question mark; empty where there is none. */
  public String queryString() {
    String query = request.query().rawValue();
    return query.isEmpty() ? "" : "?" + query;
  }

  /** The address that the connection came from. */
  public String address() {
    return request.remotePeer().host();
  }

  /** Whether the client speaks https, with us or with a proxy that says so. */
  public boolean isSecure() {
    return request.isSecure()
        || header("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
  }

  /** The path as it came. */
  String path() {
    return request.path().rawPath();
  }

  /**
   * The whole body.
   *
   * @throws CodedException HTTP_TOO_LARGE
   */
  byte[] body(int longest) {
    return read(
        longest,
        in -> {
          byte[] bytes = in.readNBytes(longest + 1);
          refuseLonger(bytes.length, longest);
          return bytes;
        },
        new byte[0]);
  }

  /**
   * The body as a file; the caller removes it.
   *
   * @throws CodedException HTTP_TOO_LARGE
   */
  Upload upload(BodyLimits limits) {
    return read(limits.upload(), in -> Upload.receive(in, limits), Upload.NONE);
  }

  private interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  private <T> T read(int longest, Reader<T> reader, T none) {
    if (!request.content().hasEntity()) {
      return none;
    }
    refuseLonger(request.headers().contentLength().orElse(0), longest);
    try {
      // Not closed after a failure: closing would wait for the rest of a body that never comes.
      var in = request.content().inputStream();
      T result = reader.read(in);
      in.close();
      return result;
    } catch (IOException | DataReader.InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the body broke off", e);
    } catch (RequestException e) {
      refuseLonger(
          e.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413) ? longest + 1L : 0, longest);
      throw e;
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Where the framing is broken nobody knows where the next request begins.
      throw RequestException.builder()
          .type(DirectHandler.EventType.BAD_REQUEST)
          .message("the body is not framed properly")
          .setKeepAlive(false)
          .cause(e)
          .build();
    }
  }

  private static void refuseLonger(long length, int longest) {
    if (length > longest) {
      throw new CodedException(
          ErrorCode.HTTP_TOO_LARGE, "the body is longer than %d bytes".formatted(longest));
    }
  }
}
