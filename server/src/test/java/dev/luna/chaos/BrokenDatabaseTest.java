package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.testing.Nodes;
import dev.luna.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real database server of its own that loses its backends, is restarted and is killed, at last
 * together with all processes: what was committed is there, and the work goes on by itself.
 */
class BrokenDatabaseTest {
  private static final Duration BETWEEN = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path files;

  @Test
  void aDatabaseThatBreaksLosesNothing() throws Exception {
    Path data = files.resolve("database");
    var random = new Random(Purge.SEED);
    try (var directory = DataDirectory.take(data, DataDirectory.Role.SERVER).orElseThrow();
        var server = EmbeddedPostgres.start(directory);
        var database = TestDatabases.open(server.address())) {
      database.migrate();
      var settings = Purge.settings(server.address(), files.resolve("images"), 12);
      try (var purge = new Purge(database, settings);
          var nodes = new Nodes(settings, 2)) {
        purge.start(nodes.first().client());
        int broken = 0;
        do {
          switch (broken % 3) {
            case 0 -> loseBackends(database);
            case 1 -> signal(data, "INT");
            default -> signal(data, "KILL");
          }
          broken++;
          awaitAnswer(database);
          if (random.nextBoolean()) {
            int _ = nodes.kill(random);
          }
          purge.pause(BETWEEN);
        } while (!purge.isDone() && broken < 12);

        signal(data, "KILL");
        nodes.killAll();
        awaitAnswer(database);
        purge.awaitDone();
        assertThat(broken).isGreaterThan(2);
        purge.assertLaws(nodes.first().client());
      }
    }
  }

  /** All connections but the one that says so break. */
  private static void loseBackends(Database database) {
    database.inTransaction(handle ->
        handle.execute(
            """
            select pg_terminate_backend(pid)
            from pg_stat_activity
            where datname = current_database()
              and pid <> pg_backend_pid()
            """));
  }

  private static void signal(Path data, String name) throws IOException, InterruptedException {
    String pid = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).getFirst();
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private static void awaitAnswer(Database database) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() ->
            database.query(handle -> handle.select("select 1").mapTo(Integer.class).one()) == 1);
  }
}
