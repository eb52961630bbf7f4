package dev.luna.web.system;

import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.monitoring.Health;
import dev.luna.plugins.Plugins;
import dev.luna.statistics.MonthlyStatistics;
import dev.luna.sysinfo.Versions;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Operation 2: the service about itself. */
public final class SystemPage implements Resource {
  private final Views views;
  private final Parts parts;
  private final Config config;

  public SystemPage(Views views, Parts parts, Config config) {
    this.views = views;
    this.parts = parts;
    this.config = config;
  }

  /** What it tells of. */
  public record Parts(
      Versions versions, Health health, Plugins plugins, Supplier<MonthlyStatistics> statistics) {}

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/help", Access.PAGE, this::page));
  }

  /** The page. */
  public record View(
      Map<String, Versions.Version> versions,
      List<Health.State> health,
      List<Plugins.Status> plugins,
      Months months,
      List<SettingView> settings) {
    /** How many settings are changed. */
    public long changed() {
      return settings.stream().filter(SettingView::isChanged).count();
    }
  }

  /**
   * A setting, masked where it is secret.
   *
   * @param isChanged whether it has another value than the product comes with
   */
  public record SettingView(String name, String value, String meaning, boolean isChanged) {}

  /** The page, for whoever has an address of its own for it. */
  public Reply page(Request request) {
    var view =
        new View(
            parts.versions().byPart(),
            parts.health().glance(),
            parts.plugins().statuses(),
            Months.of(parts.statistics().get()),
            settings());
    return views.page(request, Section.SYSTEM, "system/system.jte", view);
  }

  private List<SettingView> settings() {
    Map<String, Object> defaults =
        Settings.describe(Config.DEFAULT).stream()
            .collect(Collectors.toMap(Settings.Described::name, Settings.Described::plain));
    return Settings.describe(config).stream()
        .map(setting ->
            new SettingView(
                setting.name(),
                setting.plain().toString(),
                setting.setting().value(),
                !setting.plain().equals(defaults.get(setting.name()))))
        .toList();
  }
}
