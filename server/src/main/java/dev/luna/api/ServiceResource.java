package dev.luna.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.ErrorReply;
import dev.luna.http.Handler;
import dev.luna.http.Negotiation;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.monitoring.Health;
import dev.luna.monitoring.Metrics;
import dev.luna.plugins.Plugins;
import dev.luna.sysinfo.ServiceVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Operations 8 and 46 to 50: the service about itself. */
public final class ServiceResource implements Resource {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";
  private static final double NANOS_A_SECOND = 1e9;

  private final Config config;
  private final Health health;
  private final Plugins plugins;
  private final Metrics metrics;
  private final Supplier<List<String>> warnings;
  private final @Nullable Handler page;

  /**
   * @param warnings what an operator should know although everything works
   * @param page about the service, for people; null where this process serves none
   */
  public ServiceResource(
      Config config,
      Health health,
      Plugins plugins,
      Metrics metrics,
      Supplier<List<String>> warnings,
      @Nullable Handler page) {
    this.config = config;
    this.health = health;
    this.plugins = plugins;
    this.metrics = metrics;
    this.warnings = warnings;
    this.page = page;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(
            "GET", "/version", page == null ? Access.PUBLIC : Access.PAGE_OR_DATA, this::version),
        new Route("GET", "/config", Access.PUBLIC, this::config),
        new Route("GET", "/healthcheck", Access.PUBLIC, this::health),
        new Route("GET", "/livez", Access.PUBLIC, request -> Reply.text(TEXT, "Ok")),
        new Route("GET", "/readyz", Access.PUBLIC, request -> ready()),
        new Route("GET", "/4/healthcheck", Access.PUBLIC, this::healthRedirect),
        new Route("GET", "/plugins", Access.PUBLIC, request -> plugins()),
        new Route("GET", "/metrics", Access.PUBLIC, request -> metrics()));
  }

  private Reply version(Request request) {
    return page != null && Negotiation.prefersPage(request.raw())
        ? page.handle(request)
        : Reply.json(Map.of("Version", ServiceVersion.current()));
  }

  private Reply config(Request request) {
    var described = Settings.describe(config);
    if (Negotiation.choose(request, List.of(JSON, TEXT), ErrorCode.NOT_ACCEPTABLE).equals(TEXT)) {
      return Reply.text(
          TEXT,
          described.stream()
              .map(s -> "%s.%s = %s%n".formatted(s.section(), s.key(), s.value()))
              .collect(Collectors.joining()));
    }
    var sections = new LinkedHashMap<String, Map<String, Object>>();
    for (var setting : described) {
      sections
          .computeIfAbsent(setting.section(), section -> new LinkedHashMap<>())
          .put(setting.key(), setting.plain());
    }
    return Reply.json(sections);
  }

  private Reply health(Request request) {
    long start = System.nanoTime();
    boolean isWhole = request.number("include_luna_services") == 1;
    var problems = health.problems(isWhole);
    if (!problems.isEmpty()) {
      return unhealthy(problems);
    }
    var said = isWhole ? warnings.get() : List.<String>of();
    double seconds = Duration.ofNanos(System.nanoTime() - start).toNanos() / NANOS_A_SECOND;
    return Reply.json(new HealthReply(seconds, said));
  }

  private Reply ready() {
    var problems = health.problems(false);
    return problems.isEmpty() ? Reply.text(TEXT, "Ok") : unhealthy(problems);
  }

  private static Reply unhealthy(List<String> problems) {
    var errors =
        problems.stream().map(problem -> ErrorReply.of(ErrorCode.HEALTH, problem)).toList();
    return Reply.json(ErrorCode.HEALTH.status(), Map.of("errors", errors));
  }

  private Reply healthRedirect(Request request) {
    return Reply.redirect(302, "/healthcheck" + request.raw().queryString());
  }

  private Reply plugins() {
    var statuses =
        plugins.statuses().stream()
            .map(plugin -> new PluginReply(plugin.name(), plugin.running() ? 1 : 0))
            .toList();
    return Reply.json(Map.of("plugins", statuses));
  }

  private Reply metrics() {
    if (!config.metrics().enabled()) {
      throw new CodedException(ErrorCode.PAGE_NOT_FOUND);
    }
    return Reply.text("text/plain", metrics.scrape());
  }

  private record HealthReply(
      double executionTime, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

  private record PluginReply(String name, int running) {}
}
