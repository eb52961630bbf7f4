package dev.luna.config;

/** Section METRICS: the Prometheus page. */
public record MetricsConfig(@Setting("Whether /metrics answers") boolean enabled) {
  static final MetricsConfig DEFAULT = new MetricsConfig(true);
}
