package dev.luna.monitoring;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the parts of the service how they are. */
public final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final List<Part> parts;

  /**
   * A part with an outside.
   *
   * @param vital whether nothing works without it
   * @param check throws if the part cannot work
   */
  public record Part(String name, boolean vital, Runnable check) {}

  public Health(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** What is wrong, one sentence for each part; only vital ones unless {@code all}. */
  public List<String> problems(boolean all) {
    var problems = new ArrayList<String>();
    for (var part : parts) {
      if (part.vital() || all) {
        try {
          part.check().run();
        } catch (RuntimeException e) {
          LOG.warn("{} does not answer the health check: {}", part.name(), e.toString());
          problems.add(part.name() + " is not reachable");
        }
      }
    }
    return List.copyOf(problems);
  }
}
