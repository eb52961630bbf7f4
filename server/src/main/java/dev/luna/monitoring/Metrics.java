package dev.luna.monitoring;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.luna.db.Database;
import dev.luna.http.Exchange;
import dev.luna.http.ExchangeListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/**
 * Counts and times requests for Prometheus. Labels are route templates, never what clients send.
 */
public final class Metrics implements ExchangeListener, AutoCloseable {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  public Metrics() {
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  @Override
  public void answered(Exchange exchange) {
    Counter.builder("request_count")
        .description("Counter of requests")
        .tag("path", exchange.route())
        .tag("status_code", String.valueOf(exchange.status()))
        .register(registry)
        .increment();
    Timer.builder("request_duration")
        .description("Time from a request's first line to the end of its reply")
        .tag("path", exchange.route())
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(registry)
        .record(exchange.duration());
    if (exchange.errorCode() != 0) {
      Counter.builder("errors_count")
          .description("Counter of errors")
          .tag("path", exchange.route())
          .tag("error_code", String.valueOf(exchange.errorCode()))
          .register(registry)
          .increment();
    }
  }

  /** Where other parts add theirs. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Measures a pool of connections; its name is a label. */
  public void watch(Database database) {
    database.measure(new MicrometerMetricsTrackerFactory(registry));
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  /** All metrics in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }
}
