package dev.luna.tasks.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.luna.config.TasksConfig;
import dev.luna.db.Database;
import dev.luna.tasks.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the engine: takes entries of the {@link WorkQueue} and duties, several nodes
 * beside each other. An entry whose node died is taken by another one after four missing signs of
 * life; one that failed for a passing reason is tried again with growing pauses.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 4;
  private static final int MISSED_HEARTBEATS = 4;

  /** Executions beside subtasks that find room: planning, finishing, duties. */
  private static final int OTHERS = 4;

  private static final Duration NO_ROOM_PAUSE = Duration.ofMillis(250);
  private static final Duration PROBE_PAUSE = Duration.ofMillis(50);
  private final Scheduler scheduler;
  private final Foreground foreground;
  private final ClockSteps steps;
  private final Duration stepsPause;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A process among others on the same database.
   *
   * @param name no other node has it
   * @param ids makes ids of results
   * @param grace how long running chunks get to end when the engine is closed
   */
  public record Node(String name, Supplier<UUID> ids, Duration grace) {}

  /**
   * What the engine needs beside its workshop.
   *
   * @param requests the pool that answers people, to whom the work gives way
   * @param listener is told of what was done here
   */
  public record Tools(
      Database requests, Results results, List<Duty> duties, WorkListener listener) {}

  public Engine(Workshop workshop, TasksConfig config, Node node, Tools tools) {
    var planner = new Planner(workshop, config.taskParallelism());
    this.foreground = new Foreground(tools.requests(), Duration.ofMillis(config.foregroundLimit()));
    var runner =
        new LaneRunner(
            workshop,
            new SubtaskTools(config, tools.results(), foreground, tools.listener(), node.ids()),
            new Admission(config.parallelSubtasks(), config.parallelOfKind()));
    var finisher = new Finisher(workshop, node.ids());
    var failing = new FailingTasks(workshop);
    this.steps =
        new ClockSteps(
            workshop.database(),
            workshop.clock(),
            tools.duties(),
            FIRST_PAUSE.multipliedBy(1L << MOST_DOUBLINGS));
    this.stepsPause = Duration.ofMillis(config.heartbeatInterval());
    this.scheduler =
        Scheduler.create(
                workshop.database().dataSource(),
                List.of(
                    once(WorkQueue.PLAN, failing.guard(planner::plan)),
                    lanes(workshop.database(), runner),
                    once(WorkQueue.FINISH, failing.guard(finisher::finish))))
            .startTasks(tools.duties().stream().map(Engine::recurring).toList())
            .clock(workshop.clock()::instant)
            .schedulerName(new SchedulerName.Fixed(node.name()))
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .addSchedulerListener(new EngineLog())
            .threads(config.parallelSubtasks() + OTHERS)
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
    threads.add(repeat("foreground", PROBE_PAUSE, this::probe));
    threads.add(repeat("clock", stepsPause, this::keepUp));
  }

  /** Looks for work now instead of at the next look. */
  public void wake() {
    scheduler.triggerCheckForDueExecutions();
  }

  /** Takes no new entries, lets running chunks end and hands their subtasks back. */
  @Override
  public void close() {
    scheduler.stop();
    threads.forEach(Thread::interrupt);
  }

  private void probe() {
    if (!scheduler.getCurrentlyExecuting().isEmpty()) {
      foreground.probe();
    }
  }

  /** The scheduler waits by the clock: without a signal, a step back would make that wait long. */
  private void keepUp() {
    wake();
    steps.settle();
  }

  private static Thread repeat(String name, Duration pause, Runnable work) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            while (true) {
              Thread.sleep(pause);
              tryTo(name, work);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void tryTo(String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!Database.isTransient(e)) {
        LOG.warn("{} failed and is tried again", name, e);
      }
    }
  }

  private static OneTimeTask<Void> once(TaskDescriptor<Void> what, LongConsumer work) {
    return Tasks.oneTime(what)
        .onFailure(retry())
        .onDeadExecutionRevive()
        .execute((instance, context) -> work.accept(Long.parseLong(instance.getId())));
  }

  private static Task<Void> lanes(Database database, LaneRunner runner) {
    return Tasks.custom(WorkQueue.LANE)
        .onFailure(retry())
        .onDeadExecutionRevive()
        .execute((instance, context) -> {
          var lane = WorkQueue.Lane.of(instance.getId());
          var outcome =
              runner.run(
                  lane,
                  context.getExecution().consecutiveFailures,
                  () -> context.getSchedulerState().isShuttingDown());
          return switch (outcome) {
            case ENDED ->
                (complete, operations) ->
                    database.inTransaction(handle -> {
                      if (runner.leave(lane)) {
                        operations.reschedule(complete, complete.getTimeDone());
                      } else {
                        operations.remove();
                      }
                    });
            case HANDED_BACK ->
                (complete, operations) -> operations.reschedule(complete, complete.getTimeDone());
            case NO_ROOM ->
                (complete, operations) ->
                    operations.reschedule(complete, complete.getTimeDone().plus(NO_ROOM_PAUSE));
          };
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
