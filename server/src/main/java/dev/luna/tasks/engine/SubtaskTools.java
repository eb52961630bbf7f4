package dev.luna.tasks.engine;

import dev.luna.config.TasksConfig;
import dev.luna.tasks.Results;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What running subtasks share on a node.
 *
 * @param listener is told of what was done
 * @param ids makes ids of results
 */
record SubtaskTools(
    TasksConfig config,
    Results results,
    Foreground foreground,
    WorkListener listener,
    Supplier<UUID> ids) {
  /** For a lane that has no chunk behind it. */
  ChunkSize firstChunkSize() {
    return new ChunkSize(Duration.ofMillis(config.chunkTarget()), config.maxChunkSize());
  }
}
