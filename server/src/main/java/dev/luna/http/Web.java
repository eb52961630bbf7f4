package dev.luna.http;

import dev.luna.config.HttpConfig;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The listening server: hands matched requests to the kernel and answers what cannot be read. */
public final class Web implements AutoCloseable {
  /** How the server library says it; it answers 400 to it. */
  private static final String TOO_LARGE_HEADERS = "Header size exceeded";

  private static final int LONGEST_REQUEST_LINE = 1 << 16;

  private final WebServer server;

  private Web(WebServer server) {
    this.server = server;
  }

  /**
   * Starts to listen; refuses routes that the specification does not have.
   *
   * @throws IllegalArgumentException if the files for TLS cannot be used
   */
  public static Web start(HttpConfig config, BodyLimits limits, Kernel kernel, List<Route> routes) {
    var builder =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            .shutdownHook(false)
            // Above our own limits: whoever reaches this one gets no proper end of the connection.
            .maxPayloadSize(2L * Math.max(limits.json(), limits.upload()))
            // A channel knows no limit to the wait for a byte, a socket does.
            .useNio(false)
            .maxTcpConnections(config.maxConnections())
            .idleConnectionTimeout(Duration.ofMinutes(2))
            .shutdownGracePeriod(Duration.ofSeconds(config.shutdownGracePeriod()))
            .connectionOptions(new TimedSockets(Duration.ofSeconds(config.readTimeout())))
            .errorHandling(errors -> errors.includeEntity(true))
            .directHandlers(directHandlers(kernel))
            .addProtocol(Http1Config.builder().maxPrologueLength(LONGEST_REQUEST_LINE).build())
            .routing(routing(kernel, routes));
    if (config.isTls()) {
      builder.tls(Certificate.read(config.tlsCertificate(), config.tlsKey()).tls());
    }
    return new Web(builder.build().start());
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static HttpRouting.Builder routing(Kernel kernel, List<Route> routes) {
    var byPath = new TreeMap<String, List<Route>>(literalsFirst());
    routes.forEach(
        route -> byPath.computeIfAbsent(route.path(), path -> new ArrayList<>()).add(route));
    var routing = HttpRouting.builder();
    byPath.forEach((path, same) -> addPath(routing, kernel, path, same));
    return routing.any(kernel::refusePath);
  }

  private static void addPath(
      HttpRouting.Builder routing, Kernel kernel, String path, List<Route> routes) {
    var methods = new TreeSet<String>();
    for (var route : routes) {
      methods.add(route.method());
      routing.route(
          Method.create(route.method()), path, (req, res) -> kernel.serve(route, req, res));
      if (route.method().equals("GET") && methods.add("HEAD")) {
        routing.route(Method.HEAD, path, (req, res) -> kernel.serve(route, req, res));
      }
    }
    String allowed = String.join(", ", methods);
    routing.any(path, (req, res) -> kernel.refuseMethod(path, allowed, req, res));
  }

  /** {@code /4/tasks/count} comes before {@code /4/tasks/{task_id}}, which would match it too. */
  private static Comparator<String> literalsFirst() {
    return Comparator.comparing((String path) -> path.replace('{', '\uffff'));
  }

  private static DirectHandlers directHandlers(Kernel kernel) {
    var handlers = DirectHandlers.builder();
    for (var type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) ->
              unreadable(kernel, request, status, headers, message));
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse unreadable(
      Kernel kernel,
      DirectHandler.TransportRequest request,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    var failure = failure(status, message);
    var error = ErrorReply.of(failure.code(), failure.detail());
    String given = request.headers().first(HeaderNames.create(RequestIds.HEADER)).orElse(null);
    return DirectHandler.TransportResponse.builder()
        .status(Status.create(failure.code().status()))
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .header(HeaderNames.create(RequestIds.HEADER), kernel.unreadable(given, failure.code()))
        .entity(Json.MAPPER.writeValueAsBytes(error))
        .build();
  }

  private static CodedException failure(Status status, @Nullable String message) {
    // Failures of our own never get here, the kernel answers them: this is about what was sent.
    String reason =
        message == null || message.isEmpty() || status.code() >= 500
            ? "it cannot be understood as HTTP/1.1"
            : message;
    if (status.code() == 413) {
      return new CodedException(ErrorCode.HTTP_TOO_LARGE, reason);
    }
    return reason.contains(TOO_LARGE_HEADERS)
        ? new CodedException(ErrorCode.HTTP_HEADERS_TOO_LARGE, reason)
        : new CodedException(ErrorCode.INVALID_HTTP, reason);
  }
}
