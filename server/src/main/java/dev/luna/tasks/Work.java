package dev.luna.tasks;

import org.jspecify.annotations.Nullable;

/**
 * What a kind is asked to do next.
 *
 * @param content the task's content
 * @param part the subtask's part of it
 * @param position where the last chunk ended, in the kind's own words; null at the start
 * @param size how many objects to handle at most
 */
public record Work<C, P>(
    long taskId, long subtaskId, C content, P part, @Nullable String position, int size) {}
