package dev.luna.extraction.worker;

import dev.luna.extraction.Outcome;

/** What the worker says. */
sealed interface Reply {
  /** It has started; comes first and once. */
  record Ready(String runtime) implements Reply {}

  /** What became of one sample of a request. */
  record Result(long id, int index, Outcome outcome) implements Reply {}

  /**
   * All of the request has been said.
   *
   * @param computed samples that got as far as the network
   * @param batches their share of the network's calls
   */
  record Done(long id, long decodingNanos, long inferringNanos, int computed, double batches)
      implements Reply {}

  /** The request's network cannot be used; nothing more comes for it. */
  record Unusable(long id, String problem) implements Reply {}
}
