package dev.luna.monitoring;

import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the {@link Backlog}. It is read every few seconds on a thread of its own, so that neither
 * many scrapes nor a database that is away are anybody's trouble; what cannot be read is shown as
 * not a number.
 */
public final class BacklogMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogMetrics.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final List<TaskState> OPEN =
      List.of(TaskState.PENDING, TaskState.IN_PROGRESS, TaskState.COLLECTING);

  private final BacklogStore store;
  private final MeterRegistry registry;
  private final Thread reader;
  private volatile Backlog backlog = Backlog.NONE;
  private volatile boolean isKnown;

  /**
   * @param types of tasks that there may be
   */
  public BacklogMetrics(BacklogStore store, MeterRegistry registry, List<TaskType> types) {
    this.store = store;
    this.registry = registry;
    for (var type : types) {
      for (var state : OPEN) {
        var kind = new Backlog.Kind(type, state);
        Gauge.builder("tasks", this, me -> me.value(b -> b.tasks().getOrDefault(kind, 0L)))
            .description("Tasks that are under way, of the installation")
            .tag("task_type", type.slug())
            .tag("task_status", state.name().toLowerCase(Locale.ROOT))
            .register(registry);
      }
    }
    subtasks("pending", Backlog::pendingSubtasks);
    subtasks("in_progress", Backlog::runningSubtasks);
    show(
        "claim_age_seconds",
        "Time since the quietest running entry of the queue gave a sign of life",
        Backlog::claimAge);
    show(
        "queue_wait_seconds",
        "Time that the first entry of the queue waits beyond its own",
        Backlog::queueWait);
    show("notifications_waiting", "Notifications to be delivered", Backlog::notifications);
    show(
        "notification_age_seconds",
        "Time that the oldest notification to be delivered waits",
        Backlog::notificationAge);
    show("contents_to_remove", "Contents that wait to be removed", Backlog::contents);
    this.reader = Thread.ofVirtual().name("backlog").start(this::loop);
  }

  @Override
  public void close() {
    reader.interrupt();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    try {
      while (true) {
        read();
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try {
      backlog = store.read();
      isKnown = true;
    } catch (RuntimeException e) {
      if (isKnown) {
        LOG.warn("metrics of what waits are missing until the database is back: {}", e.toString());
      }
      isKnown = false;
    }
  }

  private double value(ToDoubleFunction<Backlog> of) {
    return isKnown ? of.applyAsDouble(backlog) : Double.NaN;
  }

  private void subtasks(String status, ToDoubleFunction<Backlog> of) {
    Gauge.builder("subtasks", this, me -> me.value(of))
        .description("Subtasks that are under way, of the installation")
        .tag("subtask_status", status)
        .register(registry);
  }

  private void show(String name, String description, ToDoubleFunction<Backlog> of) {
    Gauge.builder(name, this, me -> me.value(of)).description(description).register(registry);
  }
}
