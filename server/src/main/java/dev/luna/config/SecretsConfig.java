package dev.luna.config;

import java.nio.file.Path;

/** Section SECRETS: how secrets of users are kept. */
public record SecretsConfig(
    @Setting(
            "File with the installation's keys, the same on all nodes; empty is secrets.keys in the"
                + " data directory")
        Path keyFile) {

  static final SecretsConfig DEFAULT = new SecretsConfig(Path.of(""));

  /** Where the keys are. */
  public Path keyFile(StorageConfig storage) {
    return keyFile.toString().isEmpty() ? storage.dataDir().resolve("secrets.keys") : keyFile;
  }
}
