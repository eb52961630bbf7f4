package dev.luna.extraction.worker;

import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import java.util.List;

/**
 * Finds the sample that ends workers among those of one call, whose caller has the worker for
 * itself meanwhile. Halves are tried until one sample is left that ends a worker twice, the second
 * time a fresh one: it is refused, and all others have their outcome.
 */
final class Suspicion {
  private final Workers workers;
  private final Call call;

  Suspicion(Workers workers, Call call) {
    this.workers = workers;
    this.call = call;
  }

  /** After it every sample has an outcome. */
  void resolve() throws UnusableException {
    resolve(call.open());
  }

  private void resolve(List<Integer> places) throws UnusableException {
    if (places.isEmpty()) {
      return;
    }
    try {
      read(places);
    } catch (WorkerDiedException e) {
      var suspects = call.open(places);
      if (suspects.size() == 1) {
        tryOnceMore(suspects);
      } else {
        int half = suspects.size() / 2;
        resolve(suspects.subList(0, half));
        resolve(suspects.subList(half, suspects.size()));
      }
    }
  }

  private void tryOnceMore(List<Integer> suspect) throws UnusableException {
    try {
      read(suspect);
    } catch (WorkerDiedException e) {
      // It may have answered with its last breath.
      for (int place : call.open(suspect)) {
        call.settle(
            place,
            new Outcome.Refused(Reason.CRASHED, "on this sample alone the worker " + e.how()));
      }
    }
  }

  /** A network that ends the worker by itself must not be blamed on a sample. */
  private void read(List<Integer> places) throws UnusableException, WorkerDiedException {
    call.read(workers.load(call.network()), places);
  }
}
