package dev.luna.tasks.notifications;

import dev.luna.config.NotificationsConfig;
import java.time.Duration;

/**
 * When a receiver that did not take a notification is called again.
 *
 * @param first the pause after the first call; each further one doubles, up to an hour
 * @param patience how long a notification is tried
 */
public record Retries(Duration first, Duration patience) {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 20;

  /** As the settings say. */
  public static Retries of(NotificationsConfig config) {
    return new Retries(
        Duration.ofMillis(config.retryPause()), Duration.ofSeconds(config.retryTime()));
  }

  /**
   * @param failures in a row, this one included
   * @param asked what the receiver asks for, which counts if it is longer, but not without end
   */
  Duration pause(int failures, Duration asked) {
    var own = first.multipliedBy(1L << Math.clamp(failures - 1, 0, MOST_DOUBLINGS));
    if (own.compareTo(LONGEST) > 0) {
      own = LONGEST;
    }
    var pause = asked.compareTo(own) > 0 ? asked : own;
    return pause.compareTo(patience) > 0 ? patience : pause;
  }
}
