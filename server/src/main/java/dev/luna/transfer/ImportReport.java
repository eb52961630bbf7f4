package dev.luna.transfer;

import dev.luna.errors.CodedException;
import dev.luna.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file with the lines that were refused, one JSON object each, for all sources of a command. It
 * is made when there is a first one; one that an interrupted run has left is gone on with.
 */
public final class ImportReport implements AutoCloseable {
  private static final int LONGEST_DETAIL = 500;

  private final Path file;
  private @Nullable Writer writer;
  private long refused;

  private ImportReport(Path file, long refused) {
    this.file = file;
    this.refused = refused;
  }

  /**
   * @param goesOn whether the refusals that the file has already belong to this report
   */
  public static ImportReport in(Path file, boolean goesOn) {
    try {
      if (goesOn && Files.exists(file)) {
        try (var lines = Files.lines(file)) {
          return new ImportReport(file, lines.count());
        }
      }
      Files.deleteIfExists(file);
      return new ImportReport(file, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("the report " + file + " cannot be used", e);
    }
  }

  private record Refusal(String source, long line, int errorCode, String desc, String detail) {}

  /** Adds refusals; they are in the file when this returns. */
  synchronized void refuse(String source, List<Batch.Refusal> refusals) {
    try {
      for (var refusal : refusals) {
        open().append(line(source, refusal.line(), refusal.why())).append('\n');
        refused++;
      }
      if (!refusals.isEmpty()) {
        open().flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the report " + file + " cannot be written", e);
    }
  }

  /** How many lines are in it. */
  public long refused() {
    return refused;
  }

  @Override
  public void close() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Writer open() throws IOException {
    if (writer == null) {
      writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    return writer;
  }

  private static String line(String source, long line, CodedException why) {
    String detail = why.detail();
    return Json.MAPPER.writeValueAsString(
        new Refusal(
            source,
            line,
            why.code().number(),
            why.code().desc(),
            detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL))));
  }
}
