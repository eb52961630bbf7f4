package dev.luna.tasks;

import dev.luna.errors.CodedException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the engine needs to know of a type of task. All methods but {@link #check} are called inside
 * the transaction that also writes the task's progress: an effect and its cursor are committed
 * together or not at all.
 *
 * @param <C> content of the task, as the API takes it
 * @param <P> content of a subtask
 * @param <S> partial result
 */
public interface TaskKind<C, P, S extends Summary<S>> {
  TaskType type();

  Class<C> contentType();

  Class<P> partType();

  Class<S> summaryType();

  /** The partial result of nothing. */
  S empty();

  /**
   * Looks at what the specification cannot know, before the task is stored.
   *
   * @throws CodedException if this installation refuses the content
   */
  void check(C content);

  /** Cuts the work into parts; an empty list means that there is nothing to do. */
  List<P> plan(long taskId, C content);

  /** Does one chunk of a part. Called again for the same position after a crash. */
  Chunk<S> run(Work<C, P> work);

  /** Does what is left when all parts are done and returns the result, with its lists empty. */
  ObjectNode finish(long taskId, C content, S sum);

  /** Tidies up after a task that was cancelled or has failed; may be called more than once. */
  void abandon(long taskId, C content);
}
