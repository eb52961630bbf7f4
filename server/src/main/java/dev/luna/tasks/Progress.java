package dev.luna.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has come.
 *
 * @param begin when the task was created
 * @param now up to now, or to its end
 * @param hasEnded whether nothing more comes
 * @param expected objects that its plan expects; null where it cannot tell
 * @param samples how far it had come at times, the oldest first
 */
public record Progress(
    Instant begin, Sample now, boolean hasEnded, @Nullable Long expected, List<Sample> samples) {
  /** A rate is taken over at least this time, where the task has run for so long. */
  static final Duration WINDOW = Duration.ofSeconds(30);

  public Progress {
    samples = List.copyOf(samples);
  }

  /** How far it had come at a time: objects, and the time spent since the begin, by its purpose. */
  public record Sample(
      Instant time, long objects, Duration reading, Duration changing, Duration following) {}

  /** What most of the time is spent on. */
  public enum Activity {
    /** Finding objects. */
    READING,
    /** Removing or changing rows. */
    CHANGING,
    /** Removing contents, after the rows. */
    FOLLOWING
  }

  /** Objects a second: of late, or of all its time if it has ended; null if no time has passed. */
  public @Nullable Double rate() {
    var from = reference();
    long millis = Duration.between(from.time(), now.time()).toMillis();
    return millis <= 0 ? null : (now.objects() - from.objects()) * 1000.0 / millis;
  }

  /**
   * How much of the task is done, 0..1; null where nobody can tell. What was expected is an
   * estimate: only the end is the end.
   */
  public @Nullable Double share(Task task) {
    if (task.state() == TaskState.DONE) {
      return 1.0;
    }
    return expected == null || expected == 0
        ? null
        : Math.min(1, (double) now.objects() / expected);
  }

  /** Seconds to the end at the present rate; null where nobody can tell. */
  public @Nullable Long secondsLeft(Task task) {
    if (task.state().isFinal()) {
      return 0L;
    }
    Double rate = rate();
    return expected == null || rate == null || rate == 0 || task.paused()
        ? null
        : (long) Math.ceil(Math.max(0, expected - now.objects()) / rate);
  }

  /** What most of that time went to; null where none was spent. */
  public @Nullable Activity slowest() {
    var from = reference();
    var reading = now.reading().minus(from.reading());
    var changing = now.changing().minus(from.changing());
    var following = now.following().minus(from.following());
    var most = List.of(reading, changing, following).stream().max(Duration::compareTo).get();
    if (!most.isPositive()) {
      return null;
    }
    return most.equals(following)
        ? Activity.FOLLOWING
        : most.equals(changing) ? Activity.CHANGING : Activity.READING;
  }

  /** The last sample that is old enough, or else the begin. */
  private Sample reference() {
    var limit = now.time().minus(WINDOW);
    return samples.reversed().stream()
        .filter(sample -> !hasEnded && !sample.time().isAfter(limit))
        .findFirst()
        .orElse(new Sample(begin, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO));
  }
}
