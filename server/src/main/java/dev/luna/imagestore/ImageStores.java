package dev.luna.imagestore;

import dev.luna.config.ImageStoreConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Opens the store that the settings name. */
public final class ImageStores {
  private ImageStores() {}

  /**
   * The configured store, ready to be used; empty if there is to be none.
   *
   * @param dataDir has the objects on disk where no other directory is set
   * @throws ImageStoreException if it cannot be used, with a reason for the operator
   */
  public static Optional<ImageStore> open(
      ImageStoreConfig config, Path dataDir, InstantSource clock) {
    return switch (config.type()) {
      case DISK -> Optional.of(DiskImageStore.open(directory(config, dataDir), clock));
      case S3 -> Optional.of(S3ImageStore.open(config));
      case MEMORY -> Optional.of(new MemoryImageStore(clock));
      case NONE -> Optional.empty();
    };
  }

  private static Path directory(ImageStoreConfig config, Path dataDir) {
    Path directory = config.directory();
    return directory.equals(ImageStoreConfig.IN_DATA_DIR) ? dataDir.resolve("images") : directory;
  }
}
