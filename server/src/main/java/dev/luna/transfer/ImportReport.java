package dev.luna.transfer;

import dev.luna.errors.CodedException;
import dev.luna.json.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file with the lines that were refused, one JSON object each; made when there is a first one.
 */
final class ImportReport implements AutoCloseable {
  private static final int LONGEST_DETAIL = 500;

  private final Path file;
  private @org.jspecify.annotations.Nullable BufferedWriter writer;
  private long refused;

  ImportReport(Path file) {
    this.file = file;
  }

  private record Refusal(String source, long line, int errorCode, String desc, String detail) {}

  void refuse(String source, long line, CodedException why) {
    refused++;
    String detail = why.detail();
    var refusal =
        new Refusal(
            source,
            line,
            why.code().number(),
            why.code().desc(),
            detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL)));
    try {
      if (writer == null) {
        writer = Files.newBufferedWriter(file);
      }
      writer.write(Json.MAPPER.writeValueAsString(refusal));
      writer.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("the report " + file + " cannot be written", e);
    }
  }

  long refused() {
    return refused;
  }

  Path file() {
    return file;
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
}
