package dev.luna.tasks.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.luna.config.TasksConfig;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The threads of the engine: takes entries of the {@link WorkQueue} and duties, several nodes
 * beside each other. An entry whose node died is taken by another one after four missing signs of
 * life; one that failed for a passing reason is tried again with growing pauses.
 */
public final class Engine implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 4;
  private static final int MISSED_HEARTBEATS = 4;

  private final Scheduler scheduler;

  /**
   * A process among others on the same database.
   *
   * @param name no other node has it
   * @param ids makes ids of results
   * @param grace how long running chunks get to end when the engine is closed
   */
  public record Node(String name, Supplier<UUID> ids, Duration grace) {}

  public Engine(Workshop workshop, TasksConfig config, Node node, List<Duty> duties) {
    var planner = new Planner(workshop);
    var runner = new SubtaskRunner(workshop, config);
    var finisher = new Finisher(workshop, node.ids());
    var failing = new FailingTasks(workshop);
    this.scheduler =
        Scheduler.create(
                workshop.database().dataSource(),
                List.of(
                    once(WorkQueue.PLAN, failing.guard(planner::plan)),
                    subtasks(runner),
                    once(WorkQueue.FINISH, failing.guard(finisher::finish))))
            .startTasks(duties.stream().map(Engine::recurring).toList())
            .schedulerName(new SchedulerName.Fixed(node.name()))
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .addSchedulerListener(new EngineLog())
            .threads(config.parallelSubtasks() + 2)
            .executorService(Executors.newVirtualThreadPerTaskExecutor())
            .pollUsingLockAndFetch(0.5, 1.0)
            .pollingInterval(Duration.ofMillis(config.pollingInterval()))
            .heartbeatInterval(Duration.ofMillis(config.heartbeatInterval()))
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .shutdownMaxWait(node.grace())
            .build();
  }

  public void start() {
    scheduler.start();
  }

  /** Takes no new entries, lets running chunks end and hands their subtasks back. */
  @Override
  public void close() {
    scheduler.stop();
  }

  private static OneTimeTask<Void> once(TaskDescriptor<Void> what, LongConsumer work) {
    return Tasks.oneTime(what)
        .onFailure(retry())
        .onDeadExecutionRevive()
        .execute((instance, context) -> work.accept(Long.parseLong(instance.getId())));
  }

  private static Task<Void> subtasks(SubtaskRunner runner) {
    return Tasks.custom(WorkQueue.SUBTASK)
        .onFailure(retry())
        .onDeadExecutionRevive()
        .execute((instance, context) ->
            switch (runner.run(
                Long.parseLong(instance.getId()),
                () -> context.getSchedulerState().isShuttingDown())) {
              case ENDED -> new OnCompleteRemove<>();
              case HANDED_BACK ->
                  (complete, operations) -> operations.reschedule(complete, complete.getTimeDone());
            });
  }

  private static RecurringTask<Void> recurring(Duty duty) {
    return Tasks.recurring(duty.name(), duty.schedule())
        .execute((instance, context) -> {
          int done;
          do {
            done = duty.tick().getAsInt();
          } while (done > 0 && !context.getSchedulerState().isShuttingDown());
        });
  }

  private static FailureHandler<Void> retry() {
    return (complete, operations) -> {
      int failures = Math.min(complete.getExecution().consecutiveFailures, MOST_DOUBLINGS);
      operations.reschedule(
          complete, complete.getTimeDone().plus(FIRST_PAUSE.multipliedBy(1L << failures)));
    };
  }
}
