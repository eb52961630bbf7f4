package dev.luna.cli;

import dev.luna.config.Config;
import dev.luna.config.ConfigSources;
import dev.luna.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command: where settings come from and which installation is meant. */
final class CommonOptions {
  @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
  private @Nullable Path file;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Directory with everything that is kept in files; ./data if not given.")
  private @Nullable Path dataDir;

  @Option(
      names = "--database-url",
      paramLabel = "JDBC_URL",
      description = "PostgreSQL to use instead of the embedded one.")
  private @Nullable String databaseUrl;

  @Option(
      names = "--set",
      paramLabel = "SECTION.KEY=VALUE",
      description = "Any setting; can be given several times.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /**
   * Settings from defaults, file, environment and flags, later ones winning.
   *
   * @throws dev.luna.config.InvalidConfigException with everything that is wrong
   */
  Config config(Map<String, String> flags) {
    var all = new LinkedHashMap<>(settings);
    if (dataDir != null) {
      all.put("STORAGE.DATA_DIR", dataDir.toString());
    }
    if (databaseUrl != null) {
      all.put("DATABASE.URL", databaseUrl);
    }
    all.putAll(flags);
    var layers = new Settings();
    if (file != null) {
      layers.layer(file.toString(), ConfigSources.file(file));
    }
    return layers
        .layer("environment", ConfigSources.environment(System.getenv()))
        .layer("command line", all)
        .resolve();
  }
}
