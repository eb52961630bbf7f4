package dev.luna.monitoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the parts of the service how they are, all at the same time. A part that does not answer in
 * time is not asked again before it has: whoever asks then waits for the same answer.
 */
public final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private static final Duration MOMENT = Duration.ofMillis(100);

  private final List<Part> parts;
  private final Duration longest;
  private final Map<String, FutureTask<Boolean>> running = new ConcurrentHashMap<>();
  private final Map<String, FutureTask<Boolean>> answered = new ConcurrentHashMap<>();

  /**
   * A part with an outside.
   *
   * @param name no other part has it
   * @param vital whether nothing works without it
   * @param check throws if the part cannot work
   */
  public record Part(String name, boolean vital, Runnable check) {}

  /**
   * A part as it was when it last answered.
   *
   * @param problem what is wrong with it; empty if nothing is
   * @param isKnown whether it has ever answered
   */
  public record State(String name, String problem, boolean isKnown) {}

  /** What is wrong with a part, in words that everybody may read. */
  public static final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Trouble(String message) {
      super(message);
    }
  }

  /**
   * @param longest how long the parts together may take to answer
   */
  public Health(List<Part> parts, Duration longest) {
    this.parts = List.copyOf(parts);
    this.longest = longest;
  }

  /** What is wrong, one sentence for each part; only vital ones unless {@code all}. */
  public List<String> problems(boolean all) {
    long end = System.nanoTime() + longest.toNanos();
    var asked = new LinkedHashMap<String, FutureTask<Boolean>>();
    for (var part : parts) {
      if (part.vital() || all) {
        asked.put(part.name(), running.compute(part.name(), (_, last) -> ask(part, last)));
      }
    }
    var problems = new ArrayList<String>();
    asked.forEach((name, answer) -> {
      try {
        String problem = problem(name, answer, end);
        if (!problem.isEmpty()) {
          problems.add(problem);
        }
      } catch (TimeoutException e) {
        LOG.warn("{} has not answered the health check within {}", name, longest);
        problems.add("%s did not answer within %d s".formatted(name, longest.toSeconds()));
      }
    });
    return List.copyOf(problems);
  }

  /**
   * All parts, for somebody who does not wait: those that take longer than a moment are as they
   * were when they last answered.
   */
  public List<State> glance() {
    long end = System.nanoTime() + MOMENT.toNanos();
    parts.forEach(part -> running.compute(part.name(), (_, last) -> ask(part, last)));
    var states = new ArrayList<State>();
    for (var part : parts) {
      String name = part.name();
      states.add(
          known(name, running.get(name), end)
              .or(() -> known(name, answered.get(name), end))
              .map(problem -> new State(name, problem, true))
              .orElseGet(() -> new State(name, "", false)));
    }
    return List.copyOf(states);
  }

  private static Optional<String> known(
      String name, @Nullable FutureTask<Boolean> answer, long end) {
    try {
      return answer == null ? Optional.empty() : Optional.of(problem(name, answer, end));
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }

  /** What a part answers; empty text if it is well. */
  private static String problem(String name, FutureTask<Boolean> answer, long end)
      throws TimeoutException {
    try {
      var _ = answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return "";
    } catch (ExecutionException e) {
      LOG.warn("{} does not pass the health check: {}", name, String.valueOf(e.getCause()));
      return e.getCause() instanceof Trouble trouble
          ? "%s: %s".formatted(name, trouble.getMessage())
          : name + " is not reachable";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return name + " was not asked to the end";
    }
  }

  private FutureTask<Boolean> ask(Part part, @Nullable FutureTask<Boolean> last) {
    if (last != null && !last.isDone()) {
      return last;
    }
    if (last != null) {
      answered.put(part.name(), last);
    }
    var question = new FutureTask<>(part.check(), true);
    Thread.ofVirtual().name("health-" + part.name()).start(question);
    return question;
  }
}
