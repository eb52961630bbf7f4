package dev.luna;

import dev.luna.config.Config;
import dev.luna.db.Database;
import dev.luna.http.ExchangeListener;
import dev.luna.monitoring.Metrics;
import dev.luna.monitoring.RequestLog;
import dev.luna.monitoring.influx.Influx;
import dev.luna.plugins.Plugins;
import dev.luna.statistics.Statistics;
import dev.luna.tasks.engine.WorkListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that watches what the service does. */
record Watch(Metrics metrics, Statistics statistics, Plugins plugins, Optional<Influx> influx) {
  /**
   * @param work the pool of work that nobody waits for
   */
  static Watch open(
      Config config, Surroundings world, Opened opened, Metrics metrics, Database work) {
    var statistics = new Statistics(config.statistics(), work, world.clock(), world.ids().get());
    return new Watch(
        metrics,
        opened.add(statistics.start()),
        opened.add(Plugins.start(config.plugins().directory())),
        config.influxMonitoring().sendDataForMonitoring().isSet()
            ? Optional.of(opened.add(influx(config, world.clock(), metrics)))
            : Optional.empty());
  }

  /** All that are told of each request. */
  List<ExchangeListener> requests() {
    return Stream.concat(Stream.of(metrics, statistics, new RequestLog(), plugins), influx.stream())
        .toList();
  }

  /** All that are told of work, this one first. */
  WorkListener work(WorkListener first) {
    return WorkListener.all(Stream.concat(Stream.of(first), influx.stream()).toList());
  }

  private static Influx influx(Config config, InstantSource clock, Metrics metrics) {
    var influx = new Influx(config.influxMonitoring(), clock);
    FunctionCounter.builder("influx_points_written", influx, Influx::written)
        .description("Counter of points that InfluxDB took")
        .register(metrics.registry());
    FunctionCounter.builder("influx_points_dropped", influx, Influx::dropped)
        .description("Counter of points that were dropped since InfluxDB did not take them")
        .register(metrics.registry());
    Gauge.builder("influx_points_waiting", influx, Influx::waiting)
        .description("Points that wait to be sent to InfluxDB")
        .register(metrics.registry());
    return influx;
  }
}
