package dev.luna.transfer;

import dev.luna.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongConsumer;
import tools.jackson.databind.ObjectWriter;

/** Writes pages of lines in order, each while whoever gives them reads the next. */
final class LineWriter implements AutoCloseable {
  private static final ObjectWriter WRITER = Json.MAPPER.writerFor(Line.class);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final OutputStream out;
  private final LongConsumer progress;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private long count;

  /**
   * @param progress is told how many lines were written, page by page
   */
  LineWriter(OutputStream out, LongConsumer progress) {
    this.out = out;
    this.progress = progress;
  }

  /**
   * Waits until the page before is written, so that one waits at most, and has this one written.
   *
   * @throws UncheckedIOException if the page before could not be written
   */
  <T> void write(List<T> page, Function<T, Line> line) {
    finish();
    last = CompletableFuture.runAsync(() -> writePage(page, line), thread);
    count += page.size();
  }

  /**
   * Waits until all is written; returns how many lines that were.
   *
   * @throws UncheckedIOException if it could not be written
   */
  long finish() {
    try {
      last.join();
      return count;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  @Override
  public void close() {
    thread.close();
  }

  private <T> void writePage(List<T> page, Function<T, Line> line) {
    try {
      for (var item : page) {
        out.write(WRITER.writeValueAsBytes(line.apply(item)));
        out.write('\n');
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the export cannot be written", e);
    }
    progress.accept(page.size());
  }
}
