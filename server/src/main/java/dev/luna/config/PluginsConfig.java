package dev.luna.config;

import java.nio.file.Path;

/** Section PLUGINS: extensions. */
public record PluginsConfig(
    @Setting("Directory of plugin jars; one that does not exist means none") Path directory) {

  static final PluginsConfig DEFAULT = new PluginsConfig(Path.of("plugins"));
}
