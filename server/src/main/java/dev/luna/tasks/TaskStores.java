package dev.luna.tasks;

import dev.luna.db.Database;

/** The tables of the task domain. */
public record TaskStores(
    TaskStore tasks,
    SubtaskStore subtasks,
    ClaimStore claims,
    TaskErrorStore errors,
    ResultStore results) {

  /** All of them on one pool. */
  public static TaskStores on(Database database) {
    return new TaskStores(
        new TaskStore(database),
        new SubtaskStore(database),
        new ClaimStore(database),
        new TaskErrorStore(database),
        new ResultStore(database));
  }
}
