package dev.luna.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Passwords;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {
  private static final int FACES = 12_000;

  @TempDir private Path temporary;

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final Importer importer = TestData.importer(database, Optional.empty());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anInterruptedImportGoesOnWhereItStoppedAndLosesNothing() {
    byte[] text = faces(1, FACES);
    var broken = new BreakingStream(text, text.length - 1000);

    assertThatThrownBy(() -> run("file", broken)).hasMessageContaining("the disk is gone");
    long committed = faceCount();
    assertThat(committed).isPositive().isLessThan(FACES);

    var summary = run("file", new ByteArrayInputStream(text));

    assertThat(summary.skipped()).isPositive().isLessThanOrEqualTo(committed + 1);
    assertThat(summary.added() + committed).isEqualTo(FACES);
    assertThat(faceCount()).isEqualTo(FACES);
    assertThat(descriptorCount()).isEqualTo(FACES);
    // The next time it is read from its beginning, and everything is there.
    assertThat(run("file", new ByteArrayInputStream(text)))
        .isEqualTo(new ImportSummary(0, FACES + 1, 0, 0));
  }

  @Test
  void twoImportsOfTheSameFacesAtOnceAddEachOnce() throws Exception {
    byte[] text = faces(1, FACES);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var runs = new ArrayList<Future<ImportSummary>>();
      for (String name : List.of("one", "two")) {
        runs.add(threads.submit(() -> run(name, new ByteArrayInputStream(text))));
      }
      var sum = runs.get(0).get().plus(runs.get(1).get());

      assertThat(sum.added()).isEqualTo(FACES + 1);
      assertThat(sum.refused()).isZero();
    }
    assertThat(faceCount()).isEqualTo(FACES);
    assertThat(new Counters(database).value(Counter.FACES, Counter.ALL)).isEqualTo(FACES);
  }

  @Test
  void refusalsOfAnInterruptedImportStayInTheReport() throws IOException {
    byte[] text =
        ("no json\n" + new String(faces(1, FACES), StandardCharsets.UTF_8) + "\nnull\n")
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> run("file", new BreakingStream(text, text.length - 1000)))
        .hasMessageContaining("the disk is gone");
    var summary = run("file", new ByteArrayInputStream(text));

    assertThat(summary.refused()).isEqualTo(1);
    assertThat(Files.readAllLines(temporary.resolve("file.report")))
        .hasSize(2)
        .allMatch(line -> line.contains("12002"));
  }

  @Test
  void theFirstAccountsKnownPasswordAndCostlyHashesAreRefused() {
    String line =
        """
        {"type":"account","account_id":"%s","account_type":"admin","login":"%s"%s}\
        """;

    var summary =
        TestData.load(
            database,
            List.of(
                line.formatted(UUID.randomUUID(), "root@visionlabs.ai", ",\"password\":\"root\""),
                line.formatted(
                    UUID.randomUUID(),
                    "a@example.com",
                    ",\"password_hash\":\"$argon2id$v=19$m=4194304,t=100,p=1$c2FsdHNhbHQ$aGFzaGhhc2g\"")));

    assertThat(summary).isEqualTo(new ImportSummary(0, 0, 2, 0));
  }

  @Test
  void twiceTheSameIdInOneFileIsAddedOnce() {
    var summary =
        TestData.load(
            database,
            List.of(TestData.listLine(), TestData.faceLine(1, 56), TestData.faceLine(1, 56)));

    assertThat(summary).isEqualTo(new ImportSummary(2, 1, 0, 0));
  }

  @Test
  void accountsKeepTheirPasswordsAndTakenLoginsAreRefused() {
    String line =
        """
        {"type":"account","account_id":"%s","account_type":"user","login":"%s"%s}\
        """;
    String hash = new Passwords(1).hash("from elsewhere");
    var summary =
        TestData.load(
            database,
            List.of(
                line.formatted(UUID.randomUUID(), "a@example.com", ",\"password\":\"secret\""),
                line.formatted(
                    UUID.randomUUID(),
                    "b@example.com",
                    ",\"password_hash\":\"%s\"".formatted(hash)),
                line.formatted(UUID.randomUUID(), "c@example.com", ""),
                line.formatted(UUID.randomUUID(), "a@example.com", "")));

    assertThat(summary).isEqualTo(new ImportSummary(3, 0, 1, 0));
    var passwords = new Passwords(1);
    var accounts = new AccountStore(database);
    assertThat(passwords.matches("secret", hashOf(accounts, "a@example.com"))).isTrue();
    assertThat(passwords.matches("from elsewhere", hashOf(accounts, "b@example.com"))).isTrue();
    assertThat(passwords.matches("", hashOf(accounts, "c@example.com"))).isFalse();
  }

  @Test
  void anExportHoldsNoHashUnlessItIsAskedFor() throws IOException {
    String line =
        """
        {"type":"account","account_id":"%s","account_type":"user","login":"a@example.com",
         "password":"secret"}\
        """
            .formatted(UUID.randomUUID())
            .replace("\n", "");
    TestData.load(database, List.of(line));

    assertThat(export(false)).contains("a@example.com").doesNotContain("argon2");
    assertThat(export(true)).contains("argon2");
  }

  private String export(boolean withHashes) throws IOException {
    var out = new ByteArrayOutputStream();
    var _ =
        new Exporter(database)
            .run(out, new Exporter.Choice(withHashes, null, ImageExport.NONE), count -> {});
    return out.toString(StandardCharsets.UTF_8);
  }

  private ImportSummary run(String key, InputStream in) {
    boolean goesOn = importer.committed(key) > 0;
    try (var report = ImportReport.in(temporary.resolve(key + ".report"), goesOn)) {
      return importer.run(new Importer.Source(key, key, in), report, bytes -> {});
    }
  }

  private static String hashOf(AccountStore accounts, String login) {
    return accounts.byLogin(login).orElseThrow().passwordHash();
  }

  private long faceCount() {
    return count("select count(*) from faces");
  }

  private long descriptorCount() {
    return count("select count(*) from face_descriptors");
  }

  private long count(String query) {
    return database.query(handle -> handle.select(query).mapTo(Long.class).one());
  }

  private static byte[] faces(int from, int to) {
    var lines = new StringBuilder(TestData.listLine());
    for (int n = from; n <= to; n++) {
      lines.append('\n').append(TestData.faceLine(n, 56));
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Fails after some bytes. */
  private static final class BreakingStream extends ByteArrayInputStream {
    private int left;

    BreakingStream(byte[] bytes, int left) {
      super(bytes);
      this.left = left;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left <= 0) {
        throw new java.io.UncheckedIOException(new IOException("the disk is gone"));
      }
      int read = super.read(bytes, offset, Math.min(length, left));
      left -= read;
      return read;
    }
  }
}
