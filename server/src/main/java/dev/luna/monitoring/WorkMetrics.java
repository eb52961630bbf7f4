package dev.luna.monitoring;

import dev.luna.tasks.TaskType;
import dev.luna.tasks.engine.WorkListener;
import dev.luna.tasks.notifications.Sender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Counts and times what this node does on tasks and calls of receivers. */
public final class WorkMetrics implements WorkListener {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST_CHUNK = Duration.ofSeconds(30);
  private static final Duration LONGEST_SUBTASK = Duration.ofHours(1);
  private static final List<String> RESULTS = List.of("taken", "refused", "unanswered");

  private final MeterRegistry registry;

  /**
   * @param types of tasks that may run here
   */
  public WorkMetrics(MeterRegistry registry, List<TaskType> types) {
    this.registry = registry;
    RESULTS.forEach(this::calls);
    // Shown from the start: a rate needs a first value.
    types.forEach(type -> {
      var _ = objects(type);
      var _ = chunks(type);
      var _ = subtasks(type);
    });
  }

  @Override
  public void worked(TaskType type, long objects, Duration time) {
    objects(type).increment(objects);
    chunks(type).record(time);
  }

  @Override
  public void ended(Ended subtask) {
    subtasks(subtask.type()).record(subtask.time());
    Counter.builder("subtasks_ended")
        .description("Counter of subtasks that came to their end here")
        .tag("task_type", subtask.type().slug())
        .tag("subtask_status", subtask.state().name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
    subtask
        .errors()
        .forEach((code, count) ->
            Counter.builder("subtask_errors")
                .description("Counter of errors that were recorded in subtasks that ended here")
                .tag("task_type", subtask.type().slug())
                .tag("error_code", String.valueOf(code))
                .register(registry)
                .increment(count));
  }

  /** A receiver of notifications was called. */
  public void called(Sender.Attempt attempt) {
    if (attempt.isTaken()) {
      calls("taken").increment();
    } else {
      calls(attempt.status() == null ? "unanswered" : "refused").increment();
    }
  }

  private Counter objects(TaskType type) {
    return Counter.builder("task_objects")
        .description("Counter of objects that tasks handled here")
        .tag("task_type", type.slug())
        .register(registry);
  }

  private Timer chunks(TaskType type) {
    return timer("chunk_duration", "Time of a chunk, its commit included", type, LONGEST_CHUNK);
  }

  private Timer subtasks(TaskType type) {
    return timer("subtask_duration", "Time of all chunks of a subtask", type, LONGEST_SUBTASK);
  }

  private Timer timer(String name, String description, TaskType type, Duration longest) {
    return Timer.builder(name)
        .description(description)
        .tag("task_type", type.slug())
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(longest)
        .register(registry);
  }

  private Counter calls(String result) {
    return Counter.builder("notification_calls")
        .description("Counter of calls to receivers of notifications from here")
        .tag("result", result)
        .register(registry);
  }
}
