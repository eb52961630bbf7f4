package dev.luna.config;

import java.nio.file.Path;

/** Section EXTRACTION: which networks read samples, and what that may cost. */
public record ExtractionConfig(
    @Setting(
            "File that describes the networks, as extraction.md says; empty is models/models.json in the"
                + " data directory, and without the file there are none")
        Path models,
    @Setting("CPU, or CUDA where the class path has onnxruntime_gpu in the place of onnxruntime")
        Provider provider,
    @Setting(
            value = "Threads that a network computes with; 0 leaves one core free",
            min = 0,
            max = 256)
        int threads,
    @Setting(value = "Samples that are decoded at the same time", min = 1, max = 64) int decoders,
    @Setting(
            value =
                "MiB of heap of the process that decodes and computes; networks come on top of it",
            min = 64,
            max = 65_536)
        int workerMemory,
    @Setting("How the numbers of descriptors are stored, least significant byte first")
        Storage storage,
    @Setting(
            value =
                "Seconds without a sign of progress after which that process is taken for hung and"
                    + " started anew",
            min = 1,
            max = 3600)
        int timeout) {

  static final ExtractionConfig DEFAULT =
      new ExtractionConfig(Path.of(""), Provider.CPU, 0, 1, 512, Storage.FLOAT32, 120);

  /** What networks are computed on. */
  public enum Provider {
    CPU,
    CUDA
  }

  /** The form of a number in a stored descriptor, by IEEE 754. */
  public enum Storage {
    FLOAT32,
    FLOAT16
  }

  /** Where the networks are described. */
  public Path models(StorageConfig files) {
    return models.toString().isEmpty()
        ? files.dataDir().resolve("models").resolve("models.json")
        : models;
  }

  /**
   * Threads that a network computes with.
   *
   * @param cores of this machine
   */
  public int threads(int cores) {
    return threads == 0 ? Math.max(1, cores - 1) : threads;
  }
}
