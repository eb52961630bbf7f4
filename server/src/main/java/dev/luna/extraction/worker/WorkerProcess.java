package dev.luna.extraction.worker;

import dev.luna.extraction.ExtractorException;
import dev.luna.extraction.Network;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker from its start to its end. */
final class WorkerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(5);

  private final Process process;
  private final Scratch scratch;
  private final Duration patience;
  private final WorkerLog log;
  private final ReentrantLock pipe = new ReentrantLock();
  private final AtomicLong ids = new AtomicLong();
  private final NavigableMap<Long, Flight> flights = new ConcurrentSkipListMap<>();
  private final CountDownLatch readyOrDead = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> hang = new AtomicReference<>();
  private volatile boolean isReady;
  private volatile @Nullable String death;

  private WorkerProcess(Process process, Scratch scratch, Duration patience) {
    this.process = process;
    this.scratch = scratch;
    this.patience = patience;
    log = new WorkerLog(process.pid());
  }

  /**
   * @param patience how long it may work on requests without a sign of progress
   * @throws ExtractorException if it does not start
   */
  static WorkerProcess start(WorkerCommand command, Duration patience) {
    Scratch scratch = null;
    try {
      scratch = Scratch.make();
      var started = new WorkerProcess(command.start(scratch.directory()), scratch, patience);
      started.listen();
      started.awaitReady();
      return started;
    } catch (IOException e) {
      if (scratch != null) {
        scratch.remove();
      }
      throw new ExtractorException("the extraction worker could not be started: " + e, e);
    }
  }

  /** Sends a request, which may wait for the worker to have room for it. */
  Flight send(Network network, List<byte[]> samples, Flight.Answers answers) {
    var flight = new Flight(answers);
    long id = ids.incrementAndGet();
    pipe.lock();
    try {
      flights.put(id, flight);
      RequestFrames.write(process.getOutputStream(), new Request(id, network, samples));
    } catch (IOException e) {
      // It is dead or dying, and its last words say more than a broken pipe.
      process.destroyForcibly();
    } finally {
      pipe.unlock();
    }
    if (death != null) {
      crash(id, death);
    }
    return flight;
  }

  boolean isAlive() {
    return death == null && process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Ends it, in good order if it will; what is still on its way fails. */
  @Override
  public void close() {
    boolean ended = false;
    try {
      // Who is writing to a worker that does not read holds the pipe.
      if (pipe.tryLock(END.toMillis(), TimeUnit.MILLISECONDS)) {
        closePipe();
        ended = process.waitFor(END);
      }
    } catch (IOException e) {
      LOG.debug("the pipe to the extraction worker {} was broken, it is killed", pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
    }
  }

  private void closePipe() throws IOException {
    try {
      process.getOutputStream().close();
    } finally {
      pipe.unlock();
    }
  }

  private void listen() {
    thread("errors", () -> log.read(process.getErrorStream()));
    thread("replies", this::readReplies);
    thread("watch", this::watch);
  }

  private void thread(String name, Runnable work) {
    Thread.ofPlatform()
        .name("extraction-%s-%d".formatted(name, process.pid()))
        .daemon()
        .start(work);
  }

  private void awaitReady() {
    boolean inTime = false;
    try {
      inTime = readyOrDead.await(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!isReady) {
      process.destroyForcibly();
      throw new ExtractorException(
          "the extraction worker did not start: it "
              + (inTime ? String.valueOf(death) : "did not say a word"));
    }
  }

  private void readReplies() {
    try (var in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16))) {
      while (true) {
        take(ReplyFrames.read(in));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the extraction worker {} says no more", pid(), e);
      bury();
    }
  }

  private void take(Reply reply) {
    switch (reply) {
      case Reply.Ready(var runtime) -> {
        isReady = true;
        readyOrDead.countDown();
        LOG.info("extraction worker {} has started: {}", pid(), runtime);
      }
      case Reply.Result result -> to(flights.get(result.id()), result);
      case Reply.Done done -> to(flights.remove(done.id()), done);
      case Reply.Unusable unusable -> to(flights.remove(unusable.id()), unusable);
    }
  }

  private static void to(@Nullable Flight flight, Reply reply) {
    if (flight != null) {
      flight.take(reply);
    }
  }

  private void bury() {
    process.destroyForcibly();
    String how;
    try {
      int code = process.waitFor();
      how = hang.get() == null ? "ended with exit code " + code : hang.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      how = "was left";
    }
    String words = log.end();
    death = how + (words.isEmpty() ? "" : ": " + words);
    readyOrDead.countDown();
    if (!flights.isEmpty()) {
      LOG.warn("extraction worker {} {}; what it had is tried again", pid(), death);
    }
    flights.keySet().forEach(id -> crash(id, String.valueOf(death)));
    scratch.remove();
  }

  private void crash(long id, String how) {
    var flight = flights.remove(id);
    if (flight != null) {
      flight.crash(how);
    }
  }

  /**
   * Kills a worker that does not get on with the oldest request. It has its turn before all others,
   * which may get on beside one that hangs.
   */
  private void watch() {
    long oldest = 0;
    long since = System.nanoTime();
    try {
      while (!process.waitFor(patience.dividedBy(4))) {
        var first = flights.firstEntry();
        if (first == null) {
          continue;
        }
        if (first.getKey() != oldest) {
          oldest = first.getKey();
          since = System.nanoTime();
        }
        long now = System.nanoTime();
        if (Math.min(now - since, now - first.getValue().lastSign()) > patience.toNanos()) {
          hang.set("gave no sign for more than %d s".formatted(patience.toSeconds()));
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
