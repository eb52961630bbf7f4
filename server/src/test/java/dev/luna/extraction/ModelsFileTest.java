package dev.luna.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.config.ExtractionConfig.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsFileTest {
  private static final String FACE =
      """
      {
        "name": "face",
        "kind": "face_descriptor",
        "version": 59,
        "file": "networks/../face.onnx",
        "sha256": "%s",
        "input": {
          "name": "data",
          "width": 112,
          "height": 96,
          "colour_order": "BGR",
          "layout": "NHWC",
          "mean": [127.5, 127, 1],
          "scale": [0.0078125, 1, 2]
        },
        "outputs": {"descriptor": "fc1"},
        "length": 512,
        "normalisation": "L2",
        "batch_size": 8
      }
      """
          .formatted("0".repeat(64));

  @TempDir private Path directory;
  private Path file;
  private ModelsFile models;

  @BeforeEach
  void place() {
    file = directory.resolve("models.json");
    models = new ModelsFile(file, Storage.FLOAT16);
  }

  @Test
  void withoutAFileThereAreNoModels() {
    assertThat(models.models()).isEmpty();
    assertProblem(() -> models.model(ModelKind.FACE_DESCRIPTOR, 59))
        .endsWith("models.json: no model is configured for face_descriptor 59");
  }

  @Test
  void everythingIsRead() throws IOException {
    write(FACE);

    var model = models.model(ModelKind.FACE_DESCRIPTOR, 59);

    assertThat(model.name()).isEqualTo("face");
    assertThat(model.sha256()).isEqualTo("0".repeat(64));
    assertThat(model.length()).isEqualTo(1024);
    var network = models.network(model);
    assertThat(network.file()).isEqualTo(directory.toAbsolutePath().resolve("face.onnx"));
    assertThat(network.batchSize()).isEqualTo(8);
    assertThat(network.input().height()).isEqualTo(96);
    assertThat(network.input().mean()).containsExactly(127.5f, 127f, 1f);
    assertThat(network.input().layout()).isEqualTo(Network.Layout.NHWC);
    assertThat(network.result())
        .isEqualTo(new Network.Result.Descriptor("fc1", 512, Network.Normalisation.L2));
    assertProblem(() -> models.model(ModelKind.FACE_DESCRIPTOR, 60))
        .contains("no model is configured for face_descriptor 60; there are face_descriptor 59");
  }

  @Test
  void aChangedFileIsReadAgain() throws IOException {
    write(FACE);
    var before = models.model(ModelKind.FACE_DESCRIPTOR, 59);
    write(FACE.replace("127.5", "127.25"));

    var after = models.model(ModelKind.FACE_DESCRIPTOR, 59);

    assertThat(after.sha256()).isEqualTo(before.sha256());
    assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
    assertProblem(() -> models.network(before)).contains("'face'", "not configured any more");
    Files.delete(file);
    assertThat(models.models()).isEmpty();
  }

  @Test
  void allProblemsAreToldAtOnce() throws IOException {
    write(
        FACE.replace("\"width\": 112", "\"width\": 0")
            .replace("\"BGR\"", "\"BRG\"")
            .replace("[127.5, 127, 1]", "[127.5]")
            .replace("\"length\"", "\"lenght\""),
        "{\"kind\": \"basic_attributes\", \"version\": 3}");

    assertProblem(models::models)
        .startsWith("EXTRACTION.MODELS: " + file)
        .contains(
            "$.models[0].input.width must have a minimum value of 1",
            "$.models[0].input.colour_order",
            "$.models[0].input.mean",
            "lenght",
            "required property 'length' not found",
            "$.models[1]",
            "required property 'sha256' not found",
            "version");
  }

  @Test
  void oneModelOfAKindAndVersion() throws IOException {
    write(FACE, FACE.replace("127.5", "128"));

    assertProblem(models::models)
        .contains("$.models[1] is for the same kind and version as $.models[0]");
  }

  @Test
  void whatIsNoJsonIsToldAndMayBeMended() throws IOException {
    Files.writeString(file, "{\"models\": [");
    assertProblem(models::models).contains("not readable as JSON");

    write();

    assertThat(models.models()).isEmpty();
  }

  private void write(String... entries) throws IOException {
    Files.writeString(file, "{\"models\": [%s]}".formatted(String.join(", ", entries)));
  }

  private static AbstractStringAssert<?> assertProblem(ThrowingCallable call) {
    return assertThat(
        assertThatExceptionOfType(ModelException.class).isThrownBy(call).actual().getMessage());
  }
}
