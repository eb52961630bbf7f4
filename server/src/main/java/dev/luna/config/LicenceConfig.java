package dev.luna.config;

import java.nio.file.Path;

/** Section LICENCE: what this installation may do. */
public record LicenceConfig(
    @Setting(
            "Signed file with the licence, read again when it changes; empty is licence.json in the"
                + " data directory, and without the file nothing is limited")
        Path file,
    @Setting(
            "Public Ed25519 key that the licence has to be signed with, in Base64; where it is set, a"
                + " licence is required")
        String publicKey) {

  static final LicenceConfig DEFAULT = new LicenceConfig(Path.of(""), "");

  /** Where the licence is. */
  public Path file(StorageConfig storage) {
    return file.toString().isEmpty() ? storage.dataDir().resolve("licence.json") : file;
  }
}
