package dev.luna.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.config.ExtractionConfig.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelsTest {
  private static final long MOST_BYTES = 2_000_000;

  @TempDir private Path directory;

  @Test
  void theNetworksAreWhatTheirGeneratorMakes() throws IOException {
    if (System.getenv("UPDATE_DEMO_NETWORKS") != null) {
      DemoNetworks.write(DemoNetworks.DIRECTORY);
    }

    long size = 0;
    for (var file : DemoNetworks.all().entrySet()) {
      byte[] kept = Files.readAllBytes(DemoNetworks.DIRECTORY.resolve(file.getKey()));
      assertThat(kept).as(file.getKey()).isEqualTo(file.getValue());
      size += kept.length;
    }
    assertThat(size).isLessThan(MOST_BYTES);
  }

  @Test
  void theyAreInstalledWithTheirDescription() throws IOException {
    Path models = directory.resolve("new").resolve("models");

    assertThat(DemoModels.install(models)).isTrue();

    var file = new ModelsFile(models.resolve("models.json"), Storage.FLOAT32);
    assertThat(file.models())
        .extracting(model -> model.kind().word() + " " + model.version())
        .containsExactly(
            "face_descriptor 59",
            "face_descriptor 60",
            "body_descriptor 111",
            "basic_attributes null");
    for (var model : file.models()) {
      assertThat(Sha256.of(file.network(model).file())).isEqualTo(model.sha256());
    }
    try (Stream<Path> files = Files.list(models)) {
      assertThat(files).hasSize(5);
    }
  }

  @Test
  void aModelsFileThatIsThereStays() throws IOException {
    Path models = Files.writeString(directory.resolve("models.json"), "{\"models\": []}");

    assertThat(DemoModels.install(directory)).isFalse();

    assertThat(models).hasContent("{\"models\": []}");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }
}
