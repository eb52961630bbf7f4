package dev.luna.tasks.kinds.extraction;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects of a subtask ahead of the chunks that write what was read, so that the model
 * never waits for the database: objects are found page by page and read in groups, a few groups at
 * a time. What waits here are descriptors; a group bounds the bytes of the samples in it.
 */
final class Pipeline implements AutoCloseable {
  private static final int GROUP = 32;
  private static final int GROUPS_AHEAD = 4;

  /** A chunk does not wait for longer where it has anything at all. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Source source;
  private final Reader reader;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Future<List<Read>>> groups = new ArrayBlockingQueue<>(GROUPS_AHEAD);
  private final Deque<Read> ready = new ArrayDeque<>();
  private @Nullable UUID position;
  private boolean isExhausted;

  /** Finds objects. */
  interface Source {
    Page after(@Nullable UUID last);
  }

  /**
   * Some objects, in the order of their ids.
   *
   * @param last where the next page begins; null if this is the last one
   */
  record Page(List<Candidate> candidates, @Nullable UUID last) {}

  /** Reads the samples of objects, in their order. */
  interface Reader {
    List<Read> read(List<Candidate> group);
  }

  /**
   * @param position behind which it begins; null at the start
   */
  Pipeline(Source source, Reader reader, @Nullable UUID position) {
    this.source = source;
    this.reader = reader;
    this.position = position;
    threads.execute(() -> produce(position));
  }

  /**
   * Forgets what has been written, up to an object that {@link #ready} gave.
   *
   * @return false if it gave no such object, so that a new one has to begin there
   */
  boolean moveTo(@Nullable UUID written) {
    if (!Objects.equals(position, written)) {
      if (ready.stream().noneMatch(read -> read.candidate().id().equals(written))) {
        return false;
      }
      while (!ready.removeFirst().candidate().id().equals(written)) {
        // Those before it were written with it.
      }
      position = written;
    }
    return true;
  }

  /**
   * Waits until so many objects are read, or some and it took long, or there are no more.
   *
   * @throws RuntimeException what finding or reading them threw; a new pipeline is needed then
   */
  void fill(int size) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isExhausted && ready.size() < size && (ready.isEmpty() || System.nanoTime() < end)) {
      var read = next();
      if (read.isEmpty()) {
        isExhausted = true;
      }
      ready.addAll(read);
    }
  }

  /** The first objects that are read and not forgotten. */
  List<Read> ready(int size) {
    return ready.stream().limit(size).toList();
  }

  /** Whether nothing comes behind so many of those that are ready. */
  boolean endsWithin(int size) {
    return isExhausted && ready.size() <= size;
  }

  @Override
  public void close() {
    var _ = threads.shutdownNow();
  }

  private List<Read> next() {
    try {
      return groups.take().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("reading was interrupted", e);
    }
  }

  private void produce(@Nullable UUID begin) {
    try {
      UUID last = begin;
      do {
        var page = source.after(last);
        for (var group : groups(page.candidates())) {
          groups.put(threads.submit(() -> reader.read(group)));
        }
        last = page.last();
      } while (last != null);
      groups.put(CompletableFuture.completedFuture(List.of()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException failure) {
    try {
      groups.put(CompletableFuture.failedFuture(failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<List<Candidate>> groups(List<Candidate> candidates) {
    var groups = new ArrayList<List<Candidate>>();
    for (int from = 0; from < candidates.size(); from += GROUP) {
      groups.add(candidates.subList(from, Math.min(candidates.size(), from + GROUP)));
    }
    return groups;
  }
}
