package dev.luna;

import com.fasterxml.uuid.Generators;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** What a server takes from the world: time, ids and randomness; tests bring their own. */
public record Surroundings(InstantSource clock, Supplier<UUID> ids, SecureRandom random) {
  /** The real ones; ids are of version 7. */
  public static Surroundings real() {
    var generator = Generators.timeBasedEpochGenerator();
    return new Surroundings(Clock.systemUTC(), generator::generate, new SecureRandom());
  }
}
