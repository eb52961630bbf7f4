package dev.luna.tasks.engine;

import dev.luna.db.Database;
import dev.luna.tasks.TaskStores;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What every part of the engine works with. */
public record Workshop(
    Database database, TaskStores stores, Kinds kinds, WorkQueue queue, InstantSource clock) {

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
