package dev.luna.transfer;

import dev.luna.db.Database;
import dev.luna.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;

/**
 * Writes everything in the transfer format: accounts, lists, faces, each in the order of their ids.
 */
public final class Exporter {
  private static final int PAGE = 500;
  private static final ObjectWriter WRITER = Json.MAPPER.writerFor(Line.class);

  private final ExportStore store;

  public Exporter(Database database) {
    this.store = new ExportStore(database);
  }

  /**
   * @param withHashes whether accounts keep their password hashes, which are secrets
   * @param progress is told how many objects were written, page by page
   * @return how many objects were written
   */
  public long run(OutputStream out, boolean withHashes, LongConsumer progress) {
    return store.fromOneSnapshot(() ->
        write(out, (after, limit) -> store.accounts(after, limit, withHashes), progress)
            + write(out, store::lists, progress)
            + write(out, store::faces, progress));
  }

  private static long write(
      OutputStream out,
      BiFunction<@Nullable UUID, Integer, List<? extends Line>> pages,
      LongConsumer progress) {
    long count = 0;
    List<? extends Line> page = pages.apply(null, PAGE);
    while (!page.isEmpty()) {
      write(out, page);
      count += page.size();
      progress.accept(page.size());
      page = pages.apply(page.getLast().id(), PAGE);
    }
    return count;
  }

  private static void write(OutputStream out, List<? extends Line> page) {
    try {
      for (var line : page) {
        out.write(WRITER.writeValueAsBytes(line));
        out.write('\n');
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the export cannot be written", e);
    }
  }
}
