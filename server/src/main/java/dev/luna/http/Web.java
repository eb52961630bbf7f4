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
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The listening server: hands matched requests to the kernel and answers what cannot be read. */
public final class Web implements AutoCloseable {
  private final WebServer server;

  private Web(WebServer server) {
    this.server = server;
  }

  /** Starts to listen; refuses routes that the specification does not have. */
  public static Web start(HttpConfig config, Kernel kernel, List<Route> routes) {
    var server =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            .shutdownHook(false)
            .maxPayloadSize(config.maxBodySize())
            .maxTcpConnections(config.maxConnections())
            .idleConnectionTimeout(Duration.ofMinutes(2))
            .shutdownGracePeriod(Duration.ofSeconds(config.shutdownGracePeriod()))
            .connectionOptions(
                options ->
                    options
                        .readTimeout(Duration.ofSeconds(config.readTimeout()))
                        .tcpNoDelay(true))
            .directHandlers(directHandlers(kernel))
            .routing(routing(kernel, routes))
            .build();
    return new Web(server.start());
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static HttpRouting.Builder routing(Kernel kernel, List<Route> routes) {
    var routing = HttpRouting.builder();
    var allowed = new TreeMap<String, TreeSet<String>>(literalsFirst());
    for (var route : sorted(routes)) {
      var methods = allowed.computeIfAbsent(route.path(), path -> new TreeSet<>());
      methods.add(route.method());
      routing.route(
          Method.create(route.method()), route.path(), (req, res) -> kernel.serve(route, req, res));
      if (route.method().equals("GET") && methods.add("HEAD")) {
        routing.route(Method.HEAD, route.path(), (req, res) -> kernel.serve(route, req, res));
      }
    }
    allowed.forEach(
        (path, methods) ->
            routing.any(
                path,
                (req, res) -> kernel.refuseMethod(path, String.join(", ", methods), req, res)));
    return routing.any(kernel::refusePath);
  }

  private static List<Route> sorted(List<Route> routes) {
    return routes.stream()
        .sorted(Comparator.comparing(Route::path, literalsFirst()))
        .collect(Collectors.toList());
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
              unreadable(kernel, request, status, headers));
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse unreadable(
      Kernel kernel,
      DirectHandler.TransportRequest request,
      Status status,
      ServerResponseHeaders headers) {
    var failure = failure(status);
    var error = ErrorReply.of(failure.code(), failure.detail());
    String given = request.headers().first(HeaderNames.create(RequestIds.HEADER)).orElse(null);
    return DirectHandler.TransportResponse.builder()
        .status(Status.create(failure.code().status()))
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .header(HeaderNames.create(RequestIds.HEADER), kernel.requestId(given))
        .entity(Json.MAPPER.writeValueAsBytes(error))
        .build();
  }

  private static final Map<Integer, ErrorCode> BY_STATUS =
      Map.of(413, ErrorCode.HTTP_TOO_LARGE, 431, ErrorCode.HTTP_HEADERS_TOO_LARGE);

  private static CodedException failure(Status status) {
    if (status.code() >= 500) {
      return new CodedException(ErrorCode.UNKNOWN);
    }
    return new CodedException(
        BY_STATUS.getOrDefault(status.code(), ErrorCode.INVALID_HTTP), status.reasonPhrase());
  }
}
