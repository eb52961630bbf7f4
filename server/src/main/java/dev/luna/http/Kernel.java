package dev.luna.http;

import dev.luna.accounts.Account;
import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a request: id, route, path, authorization, query, body, handler, reply, and the word
 * to those who watch. Whatever goes wrong on the way becomes the contract's error.
 */
public final class Kernel {
  private static final Logger LOG = LoggerFactory.getLogger(Kernel.class);
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE");
  private static final int DEADLOCKS = 3;

  private final Specification specification;
  private final Authorization authorization;
  private final Manners manners;
  private final List<ExchangeListener> listeners;

  /** What holds for all requests, whatever they ask for. */
  public record Manners(RequestIds requestIds, BodyLimits limits, Failures failures) {}

  public Kernel(
      Specification specification,
      Authorization authorization,
      Manners manners,
      List<ExchangeListener> listeners) {
    this.specification = specification;
    this.authorization = authorization;
    this.manners = manners;
    this.listeners = List.copyOf(listeners);
  }

  /** Answers a request that matched a route. */
  void serve(Route route, ServerRequest request, ServerResponse response) {
    var operation = specification.operations().get(route.name());
    if (operation == null) {
      throw new IllegalStateException(route.name() + " is not in openapi.yaml");
    }
    serve(route.name(), request, response, (raw, who) -> answer(route, operation, raw, who));
  }

  /** Answers a request whose path exists with other methods. */
  void refuseMethod(String path, String allowed, ServerRequest request, ServerResponse response) {
    serve(
        method(request) + ":" + path,
        request,
        response,
        (raw, who) ->
            ErrorReply.reply(new CodedException(ErrorCode.METHOD_NOT_ALLOWED))
                .with("Allow", allowed));
  }

  /** Answers a request for a path that does not exist. */
  void refusePath(ServerRequest request, ServerResponse response) {
    serve(
        method(request) + ":*",
        request,
        response,
        (raw, who) -> manners.failures().reply(raw, new CodedException(ErrorCode.PAGE_NOT_FOUND)));
  }

  /** Notes a request that could not be read, and returns its id. */
  String unreadable(@Nullable String given, ErrorCode code) {
    String id = manners.requestIds().take(given);
    var exchange =
        new Exchange(id, "OTHER:unreadable", code.status(), code.number(), Duration.ZERO, null);
    listeners.forEach(listener -> listener.answered(exchange));
    return id;
  }

  private interface Answer {
    Reply to(RawRequest request, Caller caller);
  }

  /** Who turned out to be asking; stays empty where nobody was asked. */
  private static final class Caller {
    private @Nullable UUID accountId;
  }

  private void serve(String route, ServerRequest request, ServerResponse response, Answer answer) {
    long start = System.nanoTime();
    var raw =
        new RawRequest(
            request,
            manners
                .requestIds()
                .take(request.headers().first(HeaderNames.create(RequestIds.HEADER)).orElse(null)));
    var caller = new Caller();
    int errorCode = 0;
    Reply reply;
    try {
      reply = answer.to(raw, caller);
    } catch (RuntimeException | StackOverflowError e) {
      var failure = coded(e, raw, route);
      errorCode = failure.code().number();
      reply = manners.failures().reply(raw, failure);
      if (failure.code() == ErrorCode.HTTP_TOO_LARGE) {
        reply = reply.with("Connection", "close");
      }
    }
    try {
      send(raw, reply, response);
    } finally {
      var exchange =
          new Exchange(
              raw.requestId(),
              route,
              reply.status(),
              errorCode,
              Duration.ofNanos(System.nanoTime() - start),
              caller.accountId);
      listeners.forEach(listener -> listener.answered(exchange));
    }
    if (reply.status() == ErrorCode.HTTP_TOO_LARGE.status()) {
      // What is left of the body must not be taken for the next request.
      throw new CloseConnectionException("the body is too large to be read to its end");
    }
    if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      // The server library says that it closes the connection, but this release of it does not.
      throw new CloseConnectionException("as the client wished");
    }
  }

  private Reply answer(Route route, Operation operation, RawRequest raw, Caller caller) {
    var parameters = new HashMap<>(operation.pathVariables(raw.pathVariables()));
    boolean isPage =
        route.access() == Access.PAGE
            || (route.access() == Access.PAGE_OR_DATA && Negotiation.prefersPage(raw));
    @Nullable Account account;
    try {
      account =
          switch (route.access()) {
            case PUBLIC -> null;
            case PAGE_OR_DATA -> isPage ? authorization.authorize(raw) : null;
            case ACCOUNT -> authorization.identify(raw);
            case ADMIN, PAGE -> authorization.authorize(raw);
          };
    } catch (CodedException e) {
      if (isPage && e.code().status() == 401) {
        return ReturnCookie.lead(raw);
      }
      throw e;
    }
    caller.accountId = account == null ? null : account.accountId();
    parameters.putAll(operation.query(raw.query()));
    var content = operation.body(raw, manners.limits());
    try (var _ = content.upload()) {
      var subject = new Request.Subject(route, operation.id());
      return handle(route, new Request(subject, raw, parameters, content, account));
    }
  }

  /** Once more, if the database chose the request to break up a deadlock: nothing was done then. */
  private static Reply handle(Route route, Request request) {
    for (int left = DEADLOCKS; ; left--) {
      try {
        return route.handler().handle(request);
      } catch (RuntimeException e) {
        if (left == 0 || !Database.isDeadlock(e)) {
          throw e;
        }
      }
    }
  }

  private static CodedException coded(Throwable failure, RawRequest raw, String route) {
    if (failure instanceof CodedException coded) {
      return coded;
    }
    if (failure instanceof RuntimeException broken
        && (broken instanceof RequestException || broken instanceof CloseConnectionException)) {
      // The connection is broken or not to be read any further: the server library ends it.
      throw broken;
    }
    if (Database.isTransient(failure)) {
      LOG.warn(
          "request {} ({}) needs the database: {}", raw.requestId(), route, failure.toString());
      return new CodedException(ErrorCode.DATABASE);
    }
    LOG.error("request {} ({}) failed unexpectedly", raw.requestId(), route, failure);
    return new CodedException(ErrorCode.UNKNOWN);
  }

  private static void send(RawRequest raw, Reply reply, ServerResponse response) {
    response.status(reply.status());
    response.header(RequestIds.HEADER, raw.requestId());
    response.header("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(response::header);
    boolean head = raw.method().equals("HEAD");
    switch (reply.body()) {
      case Reply.Empty() -> response.send();
      case Reply.Bytes(String type, byte[] bytes) -> {
        response.header("Content-Type", type);
        if (head) {
          response.header("Content-Length", String.valueOf(bytes.length));
          response.send();
        } else {
          response.send(bytes);
        }
      }
      case Reply.Streamed(String type, Reply.Writer writer) -> {
        response.header("Content-Type", type);
        if (head) {
          response.send();
        } else {
          stream(writer, response);
        }
      }
    }
  }

  private static void stream(Reply.Writer writer, ServerResponse response) {
    try {
      // Closed only at its end: a stream that breaks off has to look broken to the client.
      var out = response.outputStream();
      writer.write(out);
      out.close();
    } catch (IOException | UncheckedIOException | CodedException e) {
      throw new CloseConnectionException("a reply broke off: " + e.getMessage(), e);
    }
  }

  private static String method(ServerRequest request) {
    String method = request.prologue().method().text();
    return METHODS.contains(method) ? method : "OTHER";
  }
}
