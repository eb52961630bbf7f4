package dev.luna.transfer;

import dev.luna.accounts.Passwords;
import dev.luna.db.Database;
import dev.luna.db.Retry;
import dev.luna.imagestore.ImageStore;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines of the transfer format in. It adds, and never overwrites: an object whose id is
 * there already stays as it is, so that an import can be run again. Each batch is one transaction,
 * with how far the source has come: an interrupted import goes on where it stopped.
 */
public final class Importer {
  private static final int WRITERS = 3;

  private final Destination destination;
  private final InstantSource clock;

  /**
   * @param contents where the contents of images are; empty where images are switched off
   * @param ids makes ids that lines leave out
   */
  public Importer(
      Database database,
      Passwords passwords,
      Optional<ImageStore> contents,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.destination = Destination.of(database, passwords, contents, ids);
    this.clock = clock;
  }

  /**
   * Where lines come from.
   *
   * @param name for the report
   * @param key tells this source from others, so that it can be taken up again; null if it cannot
   */
  public record Source(String name, @Nullable String key, InputStream stream) {}

  /** How many lines of a source an interrupted run has settled; 0 for a source without a key. */
  public long committed(@Nullable String key) {
    return key == null ? 0 : destination.progress().committed(key);
  }

  /**
   * Imports a stream.
   *
   * @param report takes the lines that are refused
   * @param progress is told how many bytes were settled, batch by batch
   */
  public ImportSummary run(Source source, ImportReport report, LongConsumer progress) {
    long skip = committed(source.key());
    try (var reader = new BatchReader(source.stream(), skip);
        var writers = Executors.newFixedThreadPool(WRITERS)) {
      var run = new Run(source, report, progress, skip);
      for (var batch = reader.next(); batch != null; batch = reader.next()) {
        run.add(batch, writers);
      }
      run.settleAll();
      if (source.key() != null) {
        destination.progress().finished(source.key());
      }
      return run.sum;
    }
  }

  /** A batch that is being written. */
  private record Written(Batch batch, Future<ImportSummary> summary) {}

  /** Batches that are being written, settled in the order of the source. */
  private final class Run {
    private final Source source;
    private final ImportReport report;
    private final LongConsumer progress;
    private final ArrayDeque<Written> writing = new ArrayDeque<>();
    private ImportSummary sum;
    private long settled;

    Run(Source source, ImportReport report, LongConsumer progress, long skip) {
      this.source = source;
      this.report = report;
      this.progress = progress;
      this.settled = skip;
      this.sum = new ImportSummary(0, 0, 0, skip);
    }

    void add(Batch batch, ExecutorService writers) {
      // Lines may refer to objects of another type before them, so those have to be there first.
      while (writing.size() == WRITERS
          || (!writing.isEmpty() && writing.getLast().batch().isOtherThan(batch))) {
        settleOldest();
      }
      long before = settled;
      writing.add(new Written(batch, writers.submit(() -> write(batch, source.key(), before))));
    }

    void settleAll() {
      while (!writing.isEmpty()) {
        settleOldest();
      }
    }

    private void settleOldest() {
      var oldest = writing.remove();
      sum = sum.plus(join(oldest));
      report.refuse(source.name(), oldest.batch().refusals());
      settled = oldest.batch().lastLine();
      progress.accept(oldest.batch().bytes());
    }

    private ImportSummary join(Written written) {
      try {
        return written.summary().get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(
            "a part of %s cannot be written".formatted(source.name()), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the import was interrupted", e);
      }
    }
  }

  /** Adds faces that were made here; those that are there already stay. */
  ImportSummary add(List<? extends Line> lines) {
    var batch = new Batch();
    lines.forEach(line -> batch.add(0, line, 0));
    return write(batch, null, 0);
  }

  private ImportSummary write(Batch batch, @Nullable String source, long settled) {
    // A conflict passes as well: somebody else wrote the same ids meanwhile, and now they are seen.
    return Retry.whileTransient(() -> writer(batch).run(source, settled));
  }

  private BatchWriter writer(Batch batch) {
    return new BatchWriter(destination, batch, clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}
