package dev.luna.tasks;

import org.jspecify.annotations.Nullable;

/**
 * An object that cannot be handled.
 *
 * @param id of the object, for the recorded error
 * @param position behind it, where the subtask goes on; null if it was the last one
 */
public record Culprit(String id, @Nullable String position) {}
