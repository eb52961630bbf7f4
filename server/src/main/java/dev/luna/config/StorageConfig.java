package dev.luna.config;

import java.nio.file.Path;

/** Section STORAGE: where this process keeps its files. */
public record StorageConfig(
    @Setting("Directory of the embedded database and of everything else that is kept in files")
        Path dataDir) {

  static final StorageConfig DEFAULT = new StorageConfig(Path.of("data"));
}
