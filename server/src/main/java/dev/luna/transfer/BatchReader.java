package dev.luna.transfer;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads and parses a stream on a thread of its own, while the batches before are written. Only a
 * few batches are ever in memory.
 */
final class BatchReader implements AutoCloseable {
  private static final int AHEAD = 3;

  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
  private final LineReader lines;
  private final Thread thread;

  /** What the thread hands over: a batch, the end, or why it stopped. */
  private record Item(@Nullable Batch batch, @Nullable RuntimeException failure) {}

  /**
   * @param skip how many lines to pass over
   */
  BatchReader(InputStream in, long skip) {
    this.lines = new LineReader(in);
    this.thread = Thread.ofPlatform().name("import reader").daemon().start(() -> read(skip));
  }

  /** The next batch, or null at the end. */
  @Nullable Batch next() {
    try {
      var item = queue.take();
      if (item.failure() != null) {
        throw item.failure();
      }
      return item.batch();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the import was interrupted", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void read(long skip) {
    try {
      try {
        readBatches(skip);
        queue.put(new Item(null, null));
      } catch (IOException e) {
        queue.put(new Item(null, new UncheckedIOException(e)));
      } catch (RuntimeException e) {
        queue.put(new Item(null, e));
      } catch (OutOfMemoryError e) {
        queue.put(new Item(null, new IllegalStateException("the heap is too small", e)));
      }
    } catch (InterruptedException e) {
      // Nobody waits for more: the import has ended.
      Thread.currentThread().interrupt();
    }
  }

  private void readBatches(long skip) throws IOException, InterruptedException {
    var batch = new Batch();
    for (var raw = lines.next(); raw != null; raw = lines.next()) {
      if (raw.number() <= skip || (raw.bytes().length == 0 && !raw.isTooLong())) {
        continue;
      }
      try {
        var line = parse(raw);
        if (batch.isClosedTo(line)) {
          queue.put(new Item(batch, null));
          batch = new Batch();
        }
        batch.add(raw.number(), line, raw.bytes().length);
      } catch (CodedException e) {
        batch.refuse(raw.number(), e);
        if (batch.isFull()) {
          queue.put(new Item(batch, null));
          batch = new Batch();
        }
      }
    }
    queue.put(new Item(batch, null));
  }

  private static Line parse(LineReader.RawLine raw) {
    if (raw.isTooLong()) {
      throw new CodedException(
          ErrorCode.BAD_INPUT, "the line is longer than %d bytes".formatted(LineReader.LONGEST));
    }
    return LineParser.parse(raw.bytes());
  }
}
