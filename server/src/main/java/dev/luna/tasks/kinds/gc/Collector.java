package dev.luna.tasks.kinds.gc;

import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.Work;
import java.util.List;
import java.util.Optional;

/** How the objects of a target are collected. What is not said here is as in the kind of task. */
interface Collector {
  /**
   * @throws dev.luna.errors.CodedException BAD_INPUT if that must not be removed
   */
  void check(GcContent content);

  Forecast forecast(GcContent content);

  Plan<GcPart> plan(long taskId, GcContent content);

  Plan<GcPart> planAgain(long taskId, GcContent content, Failed<GcPart> failed);

  Chunk<GcSummary> run(Work<GcContent, GcPart> work);

  Optional<Culprit> culprit(Work<GcContent, GcPart> work);

  /** The lists of the result. */
  List<String> lists();

  /** Does what is left; returns how many more objects were spared than the chunks know of. */
  default long finish(long taskId, GcContent content) {
    return 0;
  }

  default void abandon(long taskId, GcContent content) {}
}
