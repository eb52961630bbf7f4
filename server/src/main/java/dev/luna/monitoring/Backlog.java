package dev.luna.monitoring;

import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskType;
import java.util.Map;

/**
 * What the installation has before it. Long queues are counted up to {@link BacklogStore#MOST}.
 *
 * @param tasks that are under way, by type and state
 * @param claimAge seconds since the quietest running entry of the queue gave a sign of life
 * @param queueWait seconds that the first entry waits beyond its time
 * @param notificationAge seconds that the oldest waiting notification waits
 * @param contents removed from their rows, and not yet from the image store
 */
record Backlog(
    Map<Kind, Long> tasks,
    long pendingSubtasks,
    long runningSubtasks,
    double claimAge,
    double queueWait,
    long notifications,
    double notificationAge,
    long contents) {
  /** Nothing. */
  static final Backlog NONE = new Backlog(Map.of(), 0, 0, 0, 0, 0, 0, 0);

  /** What tasks are counted by. */
  record Kind(TaskType type, TaskState state) {}
}
