package dev.luna.tasks;

import dev.luna.errors.CodedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the engine needs to know of a type of task. {@link #plan}, {@link #planAgain}, {@link
 * #planMore}, {@link #run}, {@link #finish} and {@link #abandon} are called inside the transaction
 * that also writes the task's progress: an effect and its cursor are committed together or not at
 * all.
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
   * @return the content with everything resolved that depends on {@code now}
   * @throws CodedException if this installation refuses the content
   */
  C accept(C content, Instant now);

  /** What a task of this content, which was accepted, would do now; changes nothing. */
  Forecast forecast(C content);

  /** Cuts the work into parts; without parts there is nothing to do. */
  Plan<P> plan(long taskId, C content);

  /** Cuts what failed in another task of the same content. */
  Plan<P> planAgain(long taskId, C content, Failed<P> failed);

  /**
   * Gets ready for {@link #run} with the same work, outside of any transaction: what takes long and
   * changes nothing. Called before each try.
   *
   * @throws RuntimeException if it failed for a reason that may pass, or for one that ends the
   *     subtask
   */
  default void prepare(Work<C, P> work) {}

  /** Lets go of what {@link #prepare} keeps for a subtask, which this node leaves. */
  default void release(long subtaskId) {}

  /**
   * Cuts what has come up since, when all parts are done and none failed; nothing is left to do
   * where there are no parts.
   */
  default Plan<P> planMore(long taskId, C content) {
    return Plan.of(List.of(), null);
  }

  /** Does one chunk of a part. Called again for the same position after a crash. */
  Chunk<S> run(Work<C, P> work);

  /**
   * The object that a chunk of one would handle; asked for, in a transaction of its own, after such
   * a chunk failed. Empty if there is none left.
   */
  Optional<Culprit> culprit(Work<C, P> work);

  /**
   * Does outside of the database what chunks of a subtask left to be done after their commit.
   * Called without a transaction, after such chunks and once more before the subtask ends, until it
   * returns; again from the start after a crash. What cannot be done it records as errors of the
   * task.
   *
   * @throws RuntimeException if it failed for a reason that may pass
   */
  void follow(long taskId, long subtaskId, C content);

  /** Does what is left when all parts are done and returns the result, with its lists empty. */
  ObjectNode finish(long taskId, C content, S sum);

  /** Tidies up after a task that was cancelled or has failed; may be called more than once. */
  void abandon(long taskId, C content);
}
