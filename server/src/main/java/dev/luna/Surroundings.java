package dev.luna;

import com.fasterxml.uuid.Generators;
import dev.luna.config.Config;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.worker.WorkerExtractor;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a server takes from the world; tests bring their own.
 *
 * @param extractors makes what reads samples
 */
public record Surroundings(
    InstantSource clock,
    Supplier<UUID> ids,
    SecureRandom random,
    Function<Config, Extractor> extractors) {
  /** The real ones; ids are of version 7. */
  public static Surroundings real() {
    var generator = Generators.timeBasedEpochGenerator();
    return new Surroundings(
        Clock.systemUTC(), generator::generate, new SecureRandom(), Surroundings::extractor);
  }

  private static Extractor extractor(Config config) {
    return WorkerExtractor.open(
        config.extraction(),
        config.extraction().models(config.storage()),
        config.imageStore().maxImagePixels());
  }
}
