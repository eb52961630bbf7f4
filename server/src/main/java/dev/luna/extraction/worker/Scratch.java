package dev.luna.extraction.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory for one worker, where the runtime unpacks its native libraries. */
record Scratch(Path directory) {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  static Scratch make() throws IOException {
    return new Scratch(Files.createTempDirectory("luna-extraction-"));
  }

  /** Removes it with all that is in it; no matter if that was done before. */
  void remove() {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} was not removed, the system's cleaning of old files has to", directory, e);
    }
  }
}
