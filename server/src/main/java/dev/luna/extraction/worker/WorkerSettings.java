package dev.luna.extraction.worker;

import dev.luna.config.ExtractionConfig;
import dev.luna.config.ExtractionConfig.Storage;
import java.util.List;

/**
 * What the worker is told when it is started.
 *
 * @param threads that a network computes with
 * @param decoders samples that are decoded at the same time
 * @param maxPixels most pixels of a picture that is decoded
 */
record WorkerSettings(
    ExtractionConfig.Provider provider, int threads, int decoders, int maxPixels, Storage storage) {

  static WorkerSettings of(String... arguments) {
    return new WorkerSettings(
        ExtractionConfig.Provider.valueOf(arguments[0]),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        Storage.valueOf(arguments[4]));
  }

  List<String> arguments() {
    return List.of(
        provider.name(),
        String.valueOf(threads),
        String.valueOf(decoders),
        String.valueOf(maxPixels),
        storage.name());
  }
}
