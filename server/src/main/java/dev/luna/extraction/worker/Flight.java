package dev.luna.extraction.worker;

import dev.luna.extraction.ExtractorException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A request that was sent and what has come back for it. Replies are one thread's. */
final class Flight {
  private final Answers answers;
  private final CountDownLatch landed = new CountDownLatch(1);
  private volatile @Nullable String problem;
  private volatile @Nullable String death;
  private volatile long lastSign = System.nanoTime();

  /** Takes what comes back, before the flight has landed. */
  interface Answers {
    void result(Reply.Result result);

    void done(Reply.Done done);
  }

  Flight(Answers answers) {
    this.answers = answers;
  }

  void take(Reply reply) {
    lastSign = System.nanoTime();
    switch (reply) {
      case Reply.Result result -> answers.result(result);
      case Reply.Done done -> {
        answers.done(done);
        landed.countDown();
      }
      case Reply.Unusable(_, var what) -> {
        problem = what;
        landed.countDown();
      }
      case Reply.Ready _ -> throw new IllegalArgumentException("said before any request");
    }
  }

  /** When something came back the last time, by {@link System#nanoTime}. */
  long lastSign() {
    return lastSign;
  }

  void crash(String how) {
    death = how;
    landed.countDown();
  }

  /**
   * Waits for the end.
   *
   * @throws UnusableException if the network cannot be used
   * @throws WorkerDiedException if the worker is gone; results that came before stay
   * @throws ExtractorException if the thread is interrupted
   */
  void join() throws UnusableException, WorkerDiedException {
    try {
      landed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExtractorException("the thread that waited for an extraction was interrupted", e);
    }
    if (problem != null) {
      throw new UnusableException(problem);
    }
    if (death != null) {
      throw new WorkerDiedException(death);
    }
  }
}
