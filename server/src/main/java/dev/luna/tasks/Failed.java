package dev.luna.tasks;

import java.util.List;

/**
 * What failed in a task that is to be repeated.
 *
 * @param taskId that task; its errors name the objects that failed
 * @param rests its failed subtasks, each with the position behind its last committed chunk
 */
public record Failed<P>(long taskId, List<Plan.Part<P>> rests) {}
