package dev.luna.http;

import dev.luna.audit.AuditStore;
import dev.luna.audit.Entry;
import dev.luna.config.AuditConfig;
import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which account changed what: in the transaction of the change where the handler has
 * one that it can share, else right after it.
 */
public final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Pattern VARIABLE = Pattern.compile(".*\\{([^}]+)}.*");
  private static final Pattern ADDRESSES = Pattern.compile("[0-9A-Za-z.:,_\\[\\] -]{1,200}");
  private static final int LONGEST_PATH = 2000;
  private static final int LEAST_ERROR = 400;
  private static final int LEAST_FAILURE = 500;

  private final Database database;
  private final AuditStore store;
  private final Idempotency idempotency;
  private final AuditConfig config;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final AtomicLong lost = new AtomicLong();

  /**
   * @param database the one that changes are made in
   */
  public Audit(Database database, AuditConfig config, InstantSource clock, Supplier<UUID> ids) {
    this.database = database;
    this.store = new AuditStore(database);
    this.idempotency = new Idempotency(database, clock);
    this.config = config;
    this.clock = clock;
    this.ids = ids;
  }

  /** Makes a change and writes it down if it is to be, together or not at all. */
  public Reply within(Request request, Supplier<Reply> change) {
    if (!isWanted(request.route())) {
      return change.get();
    }
    return database.transaction(handle -> {
      var reply = change.get();
      write(request, reply);
      return reply;
    });
  }

  /** Like {@link #within}, for a change that is answered without content. */
  public Reply done(Request request, Runnable change) {
    return within(
        request,
        () -> {
          change.run();
          return Reply.empty(204);
        });
  }

  /**
   * Like {@link #within}, once for each {@code Idempotency-Key}.
   *
   * @throws CodedException what {@link Idempotency#once} throws
   */
  public Reply once(Request request, Supplier<Reply> change) {
    return idempotency.once(request, () -> within(request, change));
  }

  /** Writes a change down, in the transaction that is open. */
  public void write(Request request, Reply reply) {
    store.insert(entry(request, reply));
    request.trail().settle();
  }

  /** How many changes could not be written down but in the log. */
  public long lost() {
    return lost.get();
  }

  /** The same route; a change that its handler has not written down is written down after it. */
  public Route watch(Route route) {
    return isWanted(route)
        ? new Route(route.method(), route.path(), route.access(), request -> handle(route, request))
        : route;
  }

  private Reply handle(Route route, Request request) {
    try {
      var reply = route.handler().handle(request);
      if (reply.status() < LEAST_ERROR) {
        follow(request, reply);
      }
      return reply;
    } catch (RuntimeException e) {
      // Where the service failed, a part of the change may have been made.
      int status = status(e);
      if (status >= LEAST_FAILURE && !Database.isDeadlock(e)) {
        follow(request, Reply.empty(status));
      }
      throw e;
    }
  }

  private boolean isWanted(Route route) {
    if (READING.contains(route.method())) {
      return false;
    }
    return !route.path().startsWith("/6/")
        || switch (config.platform()) {
          case ALL -> true;
          case CHANGES -> !route.method().equals("POST");
          case NONE -> false;
        };
  }

  private void follow(Request request, Reply reply) {
    if (request.trail().isSettled() || request.trail().account() == null) {
      return;
    }
    var entry = entry(request, reply);
    try {
      store.insert(entry);
      request.trail().settle();
    } catch (RuntimeException e) {
      lost.incrementAndGet();
      LOG.error(
          "a change stands here only, since the audit log cannot be written:"
              + " {} of {} by account {}, status {}, request {}",
          entry.operation(),
          entry.objectId(),
          entry.accountId(),
          entry.status(),
          entry.requestId(),
          e);
    }
  }

  private Entry entry(Request request, Reply reply) {
    // Elsewhere it is where a browser goes on.
    boolean isMade = reply.status() == 201 || reply.status() == 202;
    return entry(request, reply.status(), isMade ? reply.headers().get("Location") : null);
  }

  private Entry entry(Request request, int status, @Nullable String location) {
    var raw = request.raw();
    var trail = request.trail();
    var account = trail.account();
    if (account == null) {
      throw new IllegalStateException("nobody is known to have made this change");
    }
    String path = raw.path() + raw.queryString();
    return new Entry(
        ids.get(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        raw.requestId(),
        account.accountId(),
        account.login(),
        raw.address(),
        raw.header("X-Forwarded-For")
            .filter(text -> ADDRESSES.matcher(text).matches())
            .orElse(null),
        request.operationId(),
        raw.method(),
        path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path,
        objectId(request, location),
        status,
        trail.before(),
        trail.after());
  }

  private static @Nullable String objectId(Request request, @Nullable String location) {
    String told = request.trail().objectId();
    if (told != null) {
      return told;
    }
    if (location != null) {
      return location.substring(location.lastIndexOf('/') + 1);
    }
    var variable = VARIABLE.matcher(request.route().path());
    return variable.matches() ? request.raw().pathVariables().get(variable.group(1)) : null;
  }

  private static int status(RuntimeException failure) {
    if (failure instanceof CodedException coded) {
      return coded.code().status();
    }
    return Database.isTransient(failure) ? 503 : LEAST_FAILURE;
  }
}
