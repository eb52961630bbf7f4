package dev.luna.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with one object, or with a whole subtask or task.
 *
 * @param subtaskId null where the task as a whole failed
 * @param errorCode a number of the contract
 * @param additionalInfo the object's id where there is one
 */
public record TaskError(
    long errorId,
    long taskId,
    @Nullable Long subtaskId,
    int errorCode,
    String description,
    String detail,
    Instant errorTime,
    @Nullable String additionalInfo) {}
