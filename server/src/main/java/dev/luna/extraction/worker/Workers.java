package dev.luna.extraction.worker;

import dev.luna.extraction.ExtractorException;
import dev.luna.extraction.Network;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one worker that there is at a time, started when it is needed. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private final WorkerCommand command;
  private final Duration patience;
  private @Nullable WorkerProcess current;
  private volatile @Nullable ExtractorException failure;
  private volatile boolean isClosed;

  Workers(WorkerCommand command, Duration patience) {
    this.command = command;
    this.patience = patience;
  }

  /**
   * The worker, a fresh one if there is none alive.
   *
   * @throws ExtractorException if it cannot be started
   */
  synchronized WorkerProcess get() {
    if (isClosed) {
      throw new ExtractorException("extraction has been stopped");
    }
    if (current == null || !current.isAlive()) {
      try {
        current = WorkerProcess.start(command, patience);
        failure = null;
      } catch (ExtractorException e) {
        failure = e;
        throw e;
      }
    }
    return current;
  }

  /**
   * The worker, which has loaded the network. One that dies meanwhile may have been ended by
   * others, so a second one is tried.
   *
   * @throws UnusableException if the network cannot be used, or ends whoever loads it
   */
  WorkerProcess load(Network network) throws UnusableException {
    try {
      return loadOnce(network);
    } catch (WorkerDiedException e) {
      LOG.debug("a worker died while it loaded {}, the next one has to", network.file(), e);
    }
    try {
      return loadOnce(network);
    } catch (WorkerDiedException e) {
      throw new UnusableException("the worker that loads the network " + e.how());
    }
  }

  private WorkerProcess loadOnce(Network network) throws UnusableException, WorkerDiedException {
    var worker = get();
    Call.load(worker, network);
    return worker;
  }

  /** Why it could not be started the last time; null if it could, or has not been needed. */
  @Nullable ExtractorException failure() {
    return failure;
  }

  /** The one that is running; null if there is none. */
  synchronized @Nullable WorkerProcess running() {
    return current != null && current.isAlive() ? current : null;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (current != null) {
      current.close();
    }
  }
}
