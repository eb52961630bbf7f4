package dev.luna.benchmarks;

import dev.luna.Surroundings;
import dev.luna.accounts.Passwords;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.transfer.Demo;
import dev.luna.transfer.Exporter;
import dev.luna.transfer.ImageExport;
import dev.luna.transfer.Importer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;

/**
 * Imports a file into a fresh database, and copies the same rows into another, in turns; and
 * exports what was imported, and copies it out.
 */
public final class ImportAgainstCopy {
  private static final List<String> TABLES =
      List.of("accounts", "lists", "faces", "face_attributes", "face_descriptors", "list_faces");

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final Path directory;
  private final Path jar;
  private final long faces;
  private final int runs;

  private ImportAgainstCopy(Path directory, Path jar, long faces, int runs) {
    this.directory = directory;
    this.jar = jar;
    this.faces = faces;
    this.runs = runs;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    new ImportAgainstCopy(
            Files.createDirectories(Path.of("benchmarks", "target", "import")),
            Path.of(option(options, "--jar", "server/target/luna-admin.jar")),
            Long.parseLong(option(options, "--faces", "1000000")),
            Integer.parseInt(option(options, "--runs", "3")))
        .run();
  }

  private static String option(List<String> options, String name, String fallback) {
    int at = options.indexOf(name);
    return at < 0 ? fallback : options.get(at + 1);
  }

  private void run() throws Exception {
    try (var data =
            DataDirectory.take(directory.resolve("data"), DataDirectory.Role.COMMAND)
                .orElseThrow();
        var server = EmbeddedPostgres.start(data)) {
      var admin = server.address();
      prepare(admin);
      var copies = new ArrayList<Duration>();
      var imports = new ArrayList<Duration>();
      var copiesOut = new ArrayList<Duration>();
      var exports = new ArrayList<Duration>();
      for (int run = 1; run <= runs; run++) {
        copies.add(fresh(admin, this::copy, target -> {}));
        imports.add(
            fresh(
                admin,
                this::importFile,
                target -> {
                  copiesOut.add(timed(this::copyOut, target));
                  exports.add(timed(this::export, target));
                }));
        System.out.printf(
            "run %d: copy %.1f s, import %.1f s; copy out %.1f s, export %.1f s%n",
            run,
            seconds(copies.getLast()),
            seconds(imports.getLast()),
            seconds(copiesOut.getLast()),
            seconds(exports.getLast()));
      }
      System.out.printf(
          "%d faces, %d runs: export reaches %.2f of COPY out (goal 0.5)%n",
          faces, runs, (double) median(copiesOut) / median(exports));
      double ratio = (double) median(copies) / median(imports);
      System.out.printf(
          "%d faces, %d runs: import reaches %.2f of plain COPY (goal 0.5)%n", faces, runs, ratio);
    }
  }

  /** Makes the file and the binary copies of the same rows, unless an earlier run has. */
  private void prepare(DatabaseAddress admin) throws Exception {
    execute(admin, "drop database if exists empty with (force)", "create database empty");
    try (var empty = open(at(admin, "empty"))) {
      empty.migrate();
      empty.inTransaction(handle -> {
        for (int version : new int[] {56, 59}) {
          handle.execute(
              "create table face_descriptors_%d partition of face_descriptors for values in (%d)"
                  .formatted(version, version));
        }
      });
    }
    if (Files.exists(directory.resolve("made-" + faces))) {
      return;
    }
    execute(admin, "drop database if exists source with (force)", "create database source");
    try (var source = open(at(admin, "source"))) {
      source.migrate();
      var importer =
          new Importer(
              source,
              new Passwords(1),
              Optional.empty(),
              Clock.systemUTC(),
              Surroundings.real().ids());
      var size = new Demo.Size(faces, 0, 0, 512);
      var _ = new Demo(importer, Optional.empty(), size, BEGIN).run(count -> {});
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file()), 1 << 16)) {
        var _ =
            new Exporter(source)
                .run(out, new Exporter.Choice(false, null, ImageExport.NONE), count -> {});
      }
    }
    copyOut(at(admin, "source"));
    execute(admin, "drop database source with (force)");
    Files.createFile(directory.resolve("made-" + faces));
  }

  private interface Load {
    void into(DatabaseAddress address) throws Exception;
  }

  private static Duration timed(Load work, DatabaseAddress address) throws Exception {
    long start = System.nanoTime();
    work.into(address);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Duration fresh(DatabaseAddress admin, Load load, Load after) throws Exception {
    execute(
        admin,
        "drop database if exists target with (force)",
        "create database target template empty",
        "checkpoint");
    var took = timed(load, at(admin, "target"));
    checkCount(at(admin, "target"));
    after.into(at(admin, "target"));
    execute(admin, "drop database target with (force)");
    return took;
  }

  private void copy(DatabaseAddress target) throws Exception {
    try (var connection = connect(target)) {
      for (String table : TABLES) {
        try (InputStream in = Files.newInputStream(rows(table))) {
          var _ =
              connection
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyIn("copy %s from stdin (format binary)".formatted(table), in, 1 << 16);
        }
      }
    }
  }

  /** Into the files that {@link #copy} reads. */
  private void copyOut(DatabaseAddress source) throws Exception {
    try (var connection = connect(source)) {
      for (String table : TABLES) {
        try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(rows(table)), 1 << 16)) {
          var _ =
              connection
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyOut(
                      "copy (select * from %s) to stdout (format binary)".formatted(table), out);
        }
      }
    }
  }

  private void importFile(DatabaseAddress target) throws Exception {
    command(target, "import", file().toString());
  }

  private void export(DatabaseAddress source) throws Exception {
    command(source, "export", "--output", directory.resolve("exported.ndjson").toString());
  }

  private void command(DatabaseAddress database, String... words) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Servers.java(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString()));
    command.addAll(List.of(words));
    command.addAll(
        List.of("--database-url", database.url(), "--set", "DATABASE.USER=" + database.user()));
    var process = new ProcessBuilder(command).inheritIO();
    process.environment().put("LUNA_ADMIN_DATABASE_PASSWORD", database.password());
    int exit = process.start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("%s ended with %d".formatted(words[0], exit));
    }
  }

  private void checkCount(DatabaseAddress target) throws SQLException {
    try (var connection = connect(target);
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from face_descriptors")) {
      row.next();
      if (row.getLong(1) != 2 * faces) {
        throw new IllegalStateException("there are %d descriptors".formatted(row.getLong(1)));
      }
    }
  }

  private Path file() {
    return directory.resolve("faces.ndjson");
  }

  private Path rows(String table) {
    return directory.resolve(table + ".bin");
  }

  private static Database open(DatabaseAddress address) {
    return Database.open(address, new Database.Bounds("benchmark", 4, 5000, 0));
  }

  private static DatabaseAddress at(DatabaseAddress admin, String name) {
    return new DatabaseAddress(
        admin.url().replaceFirst("[^/]*$", name), admin.user(), admin.password());
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(address.url(), address.user(), address.password());
  }

  private static void execute(DatabaseAddress address, String... statements)
      throws SQLException, IOException {
    try (var connection = connect(address);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static long median(List<Duration> durations) {
    long[] sorted =
        durations.stream().flatMapToLong(d -> LongStream.of(d.toNanos())).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
