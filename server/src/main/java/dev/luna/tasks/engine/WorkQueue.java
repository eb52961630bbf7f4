package dev.luna.tasks.engine;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.luna.db.Database;
import dev.luna.db.Signals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is to be done next, in the database and in the transaction that makes it necessary. Any node
 * that runs tasks may take an entry, and all of them are woken for it.
 */
public final class WorkQueue {
  static final TaskDescriptor<Void> PLAN = TaskDescriptor.of("plan-task");
  static final TaskDescriptor<Void> LANE = TaskDescriptor.of("run-lane");
  static final TaskDescriptor<Void> FINISH = TaskDescriptor.of("finish-task");

  /** An entry that nobody took for so long waits for somebody to make room. */
  private static final Duration WAITS = Duration.ofMillis(500);

  private final Database database;
  private final SchedulerClient client;
  private final InstantSource clock;

  public WorkQueue(Database database, InstantSource clock) {
    this.database = database;
    this.client =
        SchedulerClient.Builder.create(database.dataSource())
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .build();
    this.clock = clock;
  }

  /**
   * One of the threads of work on a task: it does one subtask after another.
   *
   * @param number from 0
   */
  record Lane(long taskId, int number) {
    static Lane of(String instance) {
      int dash = instance.indexOf('-');
      return new Lane(
          Long.parseLong(instance.substring(0, dash)),
          Integer.parseInt(instance.substring(dash + 1)));
    }

    @Override
    public String toString() {
      return taskId + "-" + number;
    }
  }

  void plan(long taskId) {
    add(List.of(PLAN.instance(String.valueOf(taskId)).build()));
  }

  /** Adds those of the first lanes of a task, which the caller has locked, that are not there. */
  void run(long taskId, int lanes) {
    var missing =
        IntStream.range(0, lanes)
            .<TaskInstance<?>>mapToObj(
                number -> LANE.instance(new Lane(taskId, number).toString()).build())
            .filter(lane -> client.getScheduledExecution(lane).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      add(missing);
    }
  }

  void finish(long taskId) {
    add(List.of(FINISH.instance(String.valueOf(taskId)).build()));
  }

  /** Whether lanes of other tasks have been waiting for a while. */
  boolean othersWait(long taskId) {
    return client.getScheduledExecutionsForTask(LANE.getTaskName()).stream()
        .anyMatch(entry ->
            !entry.isPicked()
                && Lane.of(entry.getTaskInstance().getId()).taskId() != taskId
                && entry.getExecutionTime().isBefore(clock.instant().minus(WAITS)));
  }

  private void add(List<TaskInstance<?>> entries) {
    database.inTransaction(handle -> {
      client.scheduleBatch(entries, clock.instant());
      Signals.send(handle);
    });
  }
}
