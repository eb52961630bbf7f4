package dev.luna.tasks.kinds;

import dev.luna.db.Database;
import dev.luna.images.Leftovers;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.kinds.extraction.ExtractKind;
import dev.luna.tasks.kinds.gc.GcKind;
import java.time.InstantSource;
import java.util.List;

/** The kinds of task that this product can run: one line each. */
public final class TaskKinds {
  private TaskKinds() {}

  public static List<TaskKind<?, ?, ?>> all(
      Database database, Leftovers leftovers, ExtractKind.Tools tools, InstantSource clock) {
    return List.of(
        GcKind.on(database, leftovers, tools.defaults(), tools.subtaskSize(), clock),
        new ExtractKind(database, tools, clock));
  }
}
