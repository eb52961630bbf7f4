package dev.luna.extraction.worker;

import dev.luna.config.ExtractionConfig;
import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.extraction.DemoModels;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.ModelsFile;
import dev.luna.extraction.NetworkBuilder;
import dev.luna.extraction.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A directory with networks, and extractors that use them. */
final class TestModels {
  static final int MOST_PIXELS = 4_000_000;
  static final int SIZE = 16;
  static final int BATCH = 4;
  static final int LENGTH = 32;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final List<String> entries = new ArrayList<>();

  TestModels(Path directory) {
    this.directory = directory;
  }

  /** The networks that the product brings along. */
  static TestModels demo(Path directory) throws IOException {
    DemoModels.install(directory);
    return new TestModels(directory);
  }

  Path file() {
    return directory.resolve("models.json");
  }

  /** A network that computes at once and is not easily confused. */
  static NetworkBuilder tiny() {
    return new NetworkBuilder("tiny", 1).input(BATCH, 3, SIZE, SIZE).convolution(8, 2).pool();
  }

  /** Describes a network of face descriptors, which needs to be written too. */
  void describe(int version, byte[] network) throws IOException {
    describe(version, network, "L2", "descriptor", SIZE);
  }

  void describe(int version, byte[] network, String normalisation, String output, int size)
      throws IOException {
    entries.add(
        """
        {
          "name": "tiny-%1$d",
          "kind": "face_descriptor",
          "version": %1$d,
          "file": "tiny-%1$d.onnx",
          "sha256": "%2$s",
          "input": {
            "name": "input",
            "width": %5$d,
            "height": %5$d,
            "colour_order": "RGB",
            "layout": "NCHW",
            "mean": [127.5, 127.5, 127.5],
            "scale": [0.0078125, 0.0078125, 0.0078125]
          },
          "outputs": {"descriptor": "%4$s"},
          "length": %6$d,
          "normalisation": "%3$s",
          "batch_size": %7$d
        }
        """
            .formatted(version, Sha256.of(network), normalisation, output, size, LENGTH, BATCH));
    Files.writeString(file(), "{\"models\": [%s]}".formatted(String.join(",", entries)));
  }

  Path write(int version, byte[] network) throws IOException {
    return Files.write(directory.resolve("tiny-%d.onnx".formatted(version)), network);
  }

  void add(int version, byte[] network) throws IOException {
    describe(version, network);
    write(version, network);
  }

  WorkerExtractor open() {
    return open(Storage.FLOAT32);
  }

  WorkerExtractor open(Storage storage) {
    return WorkerExtractor.open(
        new ExtractionConfig(file(), ExtractionConfig.Provider.CPU, 2, 2, 256, storage, 60),
        file(),
        MOST_PIXELS);
  }

  WorkerExtractor open(Class<?> mainClass, Duration patience) {
    return open(mainClass.getName(), 256, patience);
  }

  WorkerExtractor open(String mainClass, int memory, Duration patience) {
    var settings =
        new WorkerSettings(ExtractionConfig.Provider.CPU, 1, 2, MOST_PIXELS, Storage.FLOAT32);
    return new WorkerExtractor(
        new ModelsFile(file(), Storage.FLOAT32),
        new WorkerCommand(mainClass, memory, settings),
        patience);
  }

  WorkerExtractor open(Class<?> mainClass) {
    return open(mainClass, PATIENCE);
  }

  static Model face(WorkerExtractor extractor, int version) {
    return extractor.model(ModelKind.FACE_DESCRIPTOR, version);
  }
}
