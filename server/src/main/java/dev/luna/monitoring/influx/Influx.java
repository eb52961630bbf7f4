package dev.luna.monitoring.influx;

import dev.luna.config.InfluxMonitoringConfig;
import dev.luna.http.Exchange;
import dev.luna.http.ExchangeListener;
import dev.luna.tasks.engine.WorkListener;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the platform's series, batch by batch, on a thread of its own. Who is measured never
 * waits: points are kept while the server is away, and the oldest are dropped and counted when
 * there are too many.
 */
public final class Influx implements ExchangeListener, WorkListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Influx.class);
  private static final String SERVICE = "luna-admin";
  private static final int MOST_WAITING = 50_000;
  private static final int BATCH = 5000;
  private static final double NANOS_A_SECOND = 1e9;
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final Buffer buffer = new Buffer(MOST_WAITING);
  private final AtomicLong written = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final InstantSource clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LONGEST_CONNECT)
          .build();
  private final URI server;
  private final URI target;
  private final String token;
  private final Duration period;
  private final Thread flusher;
  private volatile @Nullable String problem;

  public Influx(InfluxMonitoringConfig config, InstantSource clock) {
    this.clock = clock;
    this.server =
        URI.create(
            "%s://%s:%d"
                .formatted(
                    config.useSsl().isSet() ? "https" : "http", config.host(), config.port()));
    this.target =
        server.resolve(
            "/api/v2/write?org=%s&bucket=%s&precision=ns"
                .formatted(encoded(config.organization()), encoded(config.bucket())));
    this.token = config.token().reveal();
    this.period = Duration.ofSeconds(config.flushingPeriod());
    this.flusher = Thread.ofVirtual().name("influx").start(this::loop);
  }

  @Override
  public void answered(Exchange exchange) {
    String status = String.valueOf(exchange.status());
    add(
        new Line("requests")
            .tag("route", exchange.route())
            .tag("service", SERVICE)
            .tag("status_code", status)
            .field("execution_time", exchange.duration().toNanos() / NANOS_A_SECOND)
            .field("request_id", exchange.requestId()));
    if (exchange.errorCode() != 0) {
      add(
          new Line("errors")
              .tag("error_code", String.valueOf(exchange.errorCode()))
              .tag("route", exchange.route())
              .tag("service", SERVICE)
              .tag("status_code", status)
              .field("request_id", exchange.requestId()));
    }
  }

  @Override
  public void ended(Ended subtask) {
    add(
        new Line("subtask_execution")
            .tag("service", SERVICE)
            .tag("subtask_status", String.valueOf(subtask.state().number()))
            .tag("task_type", String.valueOf(subtask.type().number()))
            .field("execution_time", subtask.time().toNanos() / NANOS_A_SECOND)
            .field("objects", subtask.objects())
            .field("subtask_id", subtask.subtaskId())
            .field("task_id", subtask.taskId()));
    subtask
        .errors()
        .forEach((code, count) ->
            add(
                new Line("subtask_errors")
                    .tag("error_code", String.valueOf(code))
                    .tag("service", SERVICE)
                    .tag("task_type", String.valueOf(subtask.type().number()))
                    .field("count", count)
                    .field("subtask_id", subtask.subtaskId())
                    .field("task_id", subtask.taskId())));
  }

  /** How many points were dropped since the start. */
  public long dropped() {
    return buffer.dropped();
  }

  /** How many points the server took since the start. */
  public long written() {
    return written.get();
  }

  /** How many points wait to be sent. */
  public int waiting() {
    return buffer.size();
  }

  /**
   * @throws IllegalStateException if the server is away, or has refused what it was sent last
   */
  public void check() {
    String refused = problem;
    if (refused != null) {
      throw new IllegalStateException(refused);
    }
    try {
      var ping = HttpRequest.newBuilder(server.resolve("/health")).timeout(LONGEST_CONNECT).build();
      int status = client.send(ping, BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        throw new IllegalStateException("it answers %d to /health".formatted(status));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while it was asked", e);
    }
  }

  /** Sends what waits, as far as that goes within a moment. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (!flusher.join(LONGEST_CLOSE)) {
        flusher.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
  }

  private void add(Line line) {
    Instant now = clock.instant();
    buffer.add(line, TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
  }

  private void loop() {
    try {
      boolean isLast;
      do {
        isLast = closed.await(period.toNanos(), TimeUnit.NANOSECONDS);
        flush();
      } while (!isLast);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void flush() throws InterruptedException {
    List<String> batch = buffer.take(BATCH);
    while (!batch.isEmpty() && send(batch)) {
      batch = buffer.take(BATCH);
    }
  }

  /** Whether the next batch may follow at once. */
  private boolean send(List<String> batch) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(target)
            .timeout(LONGEST_CALL)
            .header("Authorization", "Token " + token)
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(BodyPublishers.ofString(String.join("\n", batch)))
            .build();
    try {
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return switch (status) {
        case 200, 204 -> {
          took(batch);
          yield true;
        }
        case 400, 413, 422 -> {
          // These points would be refused for ever, and hold up all that come after them.
          buffer.drop(batch.size());
          refused("it answers %d, %d points are dropped".formatted(status, batch.size()));
          yield true;
        }
        default -> {
          buffer.giveBack(batch);
          refused("it answers %d, points are kept and sent again".formatted(status));
          yield false;
        }
      };
    } catch (IOException e) {
      buffer.giveBack(batch);
      refused("it is away (%s), points are kept and sent again".formatted(e));
      return false;
    }
  }

  private void took(List<String> batch) {
    written.addAndGet(batch.size());
    if (problem != null) {
      problem = null;
      LOG.info("the monitoring server {} takes points again", server);
    }
  }

  private void refused(String reason) {
    if (problem == null) {
      LOG.warn("the monitoring server {} does not take points: {}", server, reason);
    }
    problem = reason;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
