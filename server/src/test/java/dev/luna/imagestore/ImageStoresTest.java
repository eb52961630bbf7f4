package dev.luna.imagestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.config.Settings;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoresTest {
  @TempDir private Path directory;

  @Test
  void withoutSettingsObjectsAreInTheDataDirectory() {
    put(open(Map.of()).orElseThrow());

    assertThat(directory.resolve("images/images/ke/y-/--/key")).exists();
  }

  @Test
  void theDirectoryOnDiskCanBeSet() {
    Path elsewhere = directory.resolve("elsewhere");

    put(open(Map.of("IMAGE_STORE.DIRECTORY", elsewhere.toString())).orElseThrow());

    assertThat(elsewhere.resolve("images/ke/y-/--/key")).exists();
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  void memoryKeepsNoFiles() {
    put(open(Map.of("IMAGE_STORE.TYPE", "memory")).orElseThrow());

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void noneIsNone() {
    assertThat(open(Map.of("IMAGE_STORE.TYPE", "none"))).isEmpty();
  }

  private Optional<ImageStore> open(Map<String, String> settings) {
    var config = new Settings().layer("test", settings).resolve().imageStore();
    return ImageStores.open(config, directory, InstantSource.system());
  }

  private static void put(ImageStore store) {
    store.put(Bucket.IMAGES, "key", InputStream.nullInputStream());
  }
}
