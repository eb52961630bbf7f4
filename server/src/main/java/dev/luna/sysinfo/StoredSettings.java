package dev.luna.sysinfo;

import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.config.Settings.Described;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings that hold in this process, with ids and times that outlive it. */
public final class StoredSettings {
  private final Config config;
  private final SettingStore store;

  public StoredSettings(Config config, SettingStore store) {
    this.config = config;
    this.store = store;
  }

  /** Writes down what this process was started with. */
  public void record(Instant now) {
    var values = new LinkedHashMap<String, String>();
    Settings.describe(config)
        .forEach(setting -> values.put(setting.name(), setting.plain().toString()));
    store.record(values, now);
  }

  List<Entry> entries() {
    var known = store.all();
    Map<String, Object> defaults =
        Settings.describe(Config.DEFAULT).stream()
            .collect(Collectors.toMap(Described::name, Described::plain));
    return Settings.describe(config).stream()
        .map(setting -> entry(setting, found(known, setting.name()), defaults))
        .toList();
  }

  private static SettingStore.Known found(Map<String, SettingStore.Known> known, String name) {
    var setting = known.get(name);
    if (setting == null) {
      throw new IllegalStateException(name + " was not written down at the start");
    }
    return setting;
  }

  private static Entry entry(
      Described setting, SettingStore.Known known, Map<String, Object> defaults) {
    return new Entry(
        known.id(),
        List.of(setting.section()),
        setting.name(),
        setting.plain(),
        setting.setting().value(),
        known.createTime(),
        known.lastUpdateTime(),
        setting.plain().equals(defaults.get(setting.name())));
  }

  record Entry(
      int id,
      List<String> tags,
      String name,
      Object value,
      String description,
      Instant createTime,
      Instant lastUpdateTime,
      boolean isDefault) {}
}
