package dev.luna.tasks.engine;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.luna.db.Database;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done next, in the database and in the transaction that makes it necessary. Any node
 * that runs tasks may take an entry.
 */
public final class WorkQueue {
  static final TaskDescriptor<Void> PLAN = TaskDescriptor.of("plan-task");
  static final TaskDescriptor<Void> SUBTASK = TaskDescriptor.of("run-subtask");
  static final TaskDescriptor<Void> FINISH = TaskDescriptor.of("finish-task");

  private final SchedulerClient client;
  private final InstantSource clock;

  public WorkQueue(Database database, InstantSource clock) {
    this.client =
        SchedulerClient.Builder.create(database.dataSource())
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .build();
    this.clock = clock;
  }

  void plan(long taskId) {
    add(PLAN, List.of(taskId));
  }

  void run(List<Long> subtaskIds) {
    add(SUBTASK, subtaskIds);
  }

  void finish(long taskId) {
    add(FINISH, List.of(taskId));
  }

  private void add(TaskDescriptor<Void> what, List<Long> ids) {
    var entries = new ArrayList<TaskInstance<?>>();
    ids.forEach(id -> entries.add(what.instance(String.valueOf(id)).build()));
    client.scheduleBatch(entries, clock.instant());
  }
}
