package dev.luna.tasks.kinds;

import dev.luna.config.DescriptorsConfig;
import dev.luna.db.Database;
import dev.luna.images.Leftovers;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.kinds.gc.GcKind;
import java.time.InstantSource;
import java.util.List;

/** The kinds of task that this product can run: one line each. */
public final class TaskKinds {
  private TaskKinds() {}

  /**
   * @param subtaskSize how many objects a subtask should have
   */
  public static List<TaskKind<?, ?, ?>> all(
      Database database,
      Leftovers leftovers,
      DescriptorsConfig config,
      int subtaskSize,
      InstantSource clock) {
    return List.of(GcKind.on(database, leftovers, config, subtaskSize, clock));
  }
}
