package dev.luna.tasks.engine;

import dev.luna.tasks.TaskType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** How many subtasks run on this node at once, in all and of one type. */
final class Admission {
  private final Semaphore all;
  private final int mostOfType;
  private final Map<TaskType, Semaphore> byType = new ConcurrentHashMap<>();

  Admission(int most, int mostOfType) {
    this.all = new Semaphore(most);
    this.mostOfType = mostOfType;
  }

  /** Whether there is room, which the caller then has until it calls {@link #leave}. */
  boolean enter(TaskType type) {
    if (!all.tryAcquire()) {
      return false;
    }
    if (!ofType(type).tryAcquire()) {
      all.release();
      return false;
    }
    return true;
  }

  void leave(TaskType type) {
    ofType(type).release();
    all.release();
  }

  private Semaphore ofType(TaskType type) {
    return byType.computeIfAbsent(type, any -> new Semaphore(mostOfType));
  }
}
