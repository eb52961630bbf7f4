package dev.luna.web.tasks;

import dev.luna.db.Page;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.TaskFilter;
import dev.luna.tasks.TaskStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Tasks as lines of tables, with how far they are by one statement. */
public final class TaskRows {
  private final TaskStore tasks;
  private final ProgressStore progress;
  private final InstantSource clock;

  public TaskRows(TaskStore tasks, ProgressStore progress, InstantSource clock) {
    this.tasks = tasks;
    this.progress = progress;
    this.clock = clock;
  }

  /** Newest first. */
  public List<TaskView> page(TaskFilter filter, Page page) {
    var found = tasks.page(filter, page);
    var all = progress.of(found, clock.instant());
    return found.stream()
        .map(task -> TaskView.of(task, Objects.requireNonNull(all.get(task.taskId()))))
        .toList();
  }

  long count(TaskFilter filter) {
    return tasks.count(filter);
  }
}
