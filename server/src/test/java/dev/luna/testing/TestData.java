package dev.luna.testing;

import dev.luna.Surroundings;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.Passwords;
import dev.luna.check.Check;
import dev.luna.db.Database;
import dev.luna.db.Retry;
import dev.luna.imagestore.ImageStore;
import dev.luna.transfer.ImportReport;
import dev.luna.transfer.ImportSummary;
import dev.luna.transfer.Importer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Named samples, brought in by the same door as an operator's. */
public final class TestData {
  public static final UUID ACCOUNT = UUID.fromString("557d54ec-29ad-4f3c-93b4-c9092ef12515");
  public static final UUID LIST = UUID.fromString("0d1a2b3c-29ad-4f3c-93b4-c9092ef12515");

  private TestData() {}

  /** Leaves nothing but the first account, as a new server has it. */
  public static void clear(Database database) {
    // A duty of the server may hold one of the tables and wait for another one.
    var _ =
        Retry.whileTransient(() ->
            database.transaction(handle -> {
              handle.execute(
                  """
                  truncate tasks, subtasks, faces, lists, events, event_face_descriptors,
                    event_body_descriptors, images, blob_removals, holds, kept_replies, counters,
                    counter_deltas, default_descriptors, extraction_failures
                  cascade
                  """);
              return handle.execute("delete from accounts where login <> ?", Accounts.FIRST_LOGIN);
            }));
    var _ = new Check(database, Optional.empty(), Clock.systemUTC()).run(false);
  }

  /** Id of the n-th face. */
  public static UUID face(int n) {
    return new UUID(0x0190_0000_0000_7000L + ((long) n << 16), 0x8000_0000_0000_0000L | n);
  }

  public static String listLine() {
    return """
    {"type":"list","list_id":"%s","account_id":"%s","user_data":"staff"}\
    """
        .formatted(LIST, ACCOUNT);
  }

  /** A face in the list, with a descriptor of each version. */
  public static String faceLine(int n, int... versions) {
    var descriptors = new ArrayList<String>();
    for (int version : versions) {
      descriptors.add(
          """
          {"descriptor_version":%d,"descriptor":"%s"}\
          """
              .formatted(version, descriptor(n, version)));
    }
    return """
    {"type":"face","face_id":"%s","account_id":"%s","lists":["%s"],\
    "attributes":{"age":30,"gender":1,"descriptors":[%s]}}\
    """
        .formatted(face(n), ACCOUNT, LIST, String.join(",", descriptors));
  }

  /** A list with {@code count} faces that have a descriptor of each version. */
  public static void faces(Database database, int count, int... versions) {
    var lines = new ArrayList<String>();
    lines.add(listLine());
    for (int n = 1; n <= count; n++) {
      lines.add(faceLine(n, versions));
    }
    load(database, lines);
  }

  /** Imports lines and leaves no report behind. */
  public static ImportSummary load(Database database, List<String> lines) {
    try {
      Path report = Files.createTempFile("report", ".ndjson");
      try {
        return load(database, lines, report);
      } finally {
        Files.deleteIfExists(report);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ImportSummary load(Database database, List<String> lines, Path report) {
    byte[] text = lines.stream().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
    try (var refusals = ImportReport.in(report, false)) {
      return importer(database, Optional.empty())
          .run(
              new Importer.Source("test", null, new ByteArrayInputStream(text)),
              refusals,
              bytes -> {});
    }
  }

  /** An importer as the command has it. */
  public static Importer importer(Database database, Optional<ImageStore> contents) {
    return new Importer(
        database, new Passwords(2), contents, Clock.systemUTC(), Surroundings.real().ids());
  }

  private static String descriptor(int n, int version) {
    return Base64.getEncoder()
        .encodeToString(
            "descriptor %d of %d".formatted(version, n).getBytes(StandardCharsets.UTF_8));
  }
}
