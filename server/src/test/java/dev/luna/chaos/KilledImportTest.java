package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.check.Check;
import dev.luna.db.Database;
import dev.luna.testing.LunaProcess;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that is killed at random and begun again: each object is there once. */
class KilledImportTest {
  private static final int FACES = Purge.EVENTS * 60;

  private static final int ROUNDS = 3;

  @TempDir private Path files;

  @Test
  void anImportThatWasKilledIsGoneOnWith() throws IOException {
    var lines = new ArrayList<String>();
    lines.add(TestData.listLine());
    for (int n = 1; n <= FACES; n++) {
      lines.add(TestData.faceLine(n, 56, 59));
    }
    Path file = Files.write(files.resolve("faces.ndjson"), lines);
    var address = TestDatabases.create();
    var arguments = new ArrayList<>(List.of("import", file.toString()));
    Purge.settings(address, files.resolve("images"), 1)
        .forEach((name, value) -> arguments.add("--set=%s=%s".formatted(name, value)));
    var random = new Random(Purge.SEED);
    try (var database = TestDatabases.open(address)) {
      int kills = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long wanted = faces(database) + 1 + random.nextInt(FACES / 8);
        try (var importing = LunaProcess.start(Map.of(), arguments)) {
          await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> faces(database) >= wanted || !importing.isAlive());
          kills += importing.isAlive() ? 1 : 0;
          importing.kill();
        }
      }
      assertThat(kills).as("kills while it ran, seed %d", Purge.SEED).isPositive();
      try (var last = LunaProcess.start(Map.of(), arguments)) {
        assertThat(last.join()).as(last.output()).isZero();
      }

      assertThat(faces(database)).isEqualTo(FACES);
      assertThat(count(database, "list_faces")).isEqualTo(FACES);
      assertThat(count(database, "face_descriptors")).isEqualTo(2L * FACES);
      assertThat(new Check(database, Optional.empty(), Clock.systemUTC()).run(false)).isEmpty();
    }
  }

  private static long faces(Database database) {
    return count(database, "faces");
  }

  private static long count(Database database, String table) {
    return database.query(
        handle -> handle.select("select count(*) from " + table).mapTo(Long.class).one());
  }
}
