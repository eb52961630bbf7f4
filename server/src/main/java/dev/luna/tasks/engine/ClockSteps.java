package dev.luna.tasks.engine;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import dev.luna.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets work go on after the clock was set back: what would be due, or show a sign of life, at a
 * time that is further away than anything is ever put off, is taken for from before the step.
 */
final class ClockSteps {
  /** Clocks of nodes may differ by this. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final Database database;
  private final InstantSource clock;
  private final List<Duty> duties;
  private final Duration longestPause;

  /**
   * @param longestPause before a failed entry of the queue is tried again
   */
  ClockSteps(Database database, InstantSource clock, List<Duty> duties, Duration longestPause) {
    this.database = database;
    this.clock = clock;
    this.duties = duties;
    this.longestPause = longestPause;
  }

  /** What an entry of this name is due at, if it is due after {@code latest}. */
  private record Limit(String name, Instant latest, Instant instead) {}

  void settle() {
    var now = clock.instant();
    var limits =
        Stream.concat(
                Stream.of(WorkQueue.PLAN, WorkQueue.LANE, WorkQueue.FINISH)
                    .map(work ->
                        new Limit(work.getTaskName(), now.plus(longestPause).plus(TOLERANCE), now)),
                duties.stream().map(duty -> limit(duty, now)))
            .toList();
    database.inTransaction(handle -> {
      var entries =
          handle.prepareBatch(
              """
              update scheduled_tasks
              set execution_time = :instead
              where task_name = :name
                and not picked
                and execution_time > :latest
              """);
      for (var limit : limits) {
        entries
            .bind("name", limit.name())
            .bind("latest", limit.latest())
            .bind("instead", limit.instead())
            .add();
      }
      entries.execute();
      handle
          .createUpdate(
              """
              update scheduled_tasks
              set last_heartbeat = :now
              where picked
                and last_heartbeat > :latest
              """)
          .bind("now", now)
          .bind("latest", now.plus(TOLERANCE))
          .execute();
    });
  }

  private static Limit limit(Duty duty, Instant now) {
    var next = duty.schedule().getNextExecutionTime(ExecutionComplete.simulatedSuccess(now));
    return new Limit(duty.name(), next.plus(TOLERANCE), next);
  }
}
