package dev.luna.tasks.kinds;

import dev.luna.config.DescriptorsConfig;
import dev.luna.faces.DescriptorStore;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.kinds.gc.GcKind;
import java.util.List;

/** The kinds of task that this product can run: one line each. */
public final class TaskKinds {
  private TaskKinds() {}

  /**
   * @param subtaskSize how many objects a subtask should have
   */
  public static List<TaskKind<?, ?, ?>> all(
      DescriptorStore descriptors, DescriptorsConfig config, int subtaskSize) {
    return List.of(new GcKind(descriptors, config, subtaskSize));
  }
}
