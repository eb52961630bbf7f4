package dev.luna.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.luna.testing.LunaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir private Path temporary;

  @Test
  void itIsDurablePrivateAndStoppedWithItsOwner() throws Exception {
    Path data = temporary.resolve("data");
    try (var directory = DataDirectory.take(data, DataDirectory.Role.SERVER).orElseThrow();
        var server = EmbeddedPostgres.start(directory)) {
      assertThat(setting(server, "fsync")).isEqualTo("on");
      assertThat(setting(server, "synchronous_commit")).isEqualTo("on");
      assertThat(setting(server, "full_page_writes")).isEqualTo("on");
      assertThat(setting(server, "data_checksums")).isEqualTo("on");
      assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(setting(server, "unix_socket_directories")).isEmpty();
      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(permissions(data.resolve("postgres/cluster"))).isEqualTo("rwx------");
      assertThat(permissions(data.resolve("postgres/password"))).isEqualTo("rw-------");

      var address = server.address();
      assertThatThrownBy(
              () -> DriverManager.getConnection(address.url(), address.user(), "guess").close())
          .isInstanceOf(SQLException.class);
      assertThat(address.toString()).doesNotContain(address.password());
    }
    assertThat(processes(data)).isZero();
  }

  @Test
  void whatAKilledOwnerLeftRunningIsTakenOver() throws Exception {
    Path data = temporary.resolve("data");
    killOwnerOf(data);
    var old = EmbeddedPostgres.running(data).orElseThrow();
    assertThat(processes(data)).isPositive();

    // It still runs, and has a client that holds a lock.
    try (var hanging = connect(old);
        var statement = hanging.createStatement()) {
      statement.execute("begin");
      statement.execute("lock table kept");
      try (var directory = DataDirectory.take(data, DataDirectory.Role.SERVER).orElseThrow();
          var server = EmbeddedPostgres.start(directory)) {
        assertThat(count(server.address())).isEqualTo(1);
        assertThat(server.address().url()).isNotEqualTo(old.url());
      }
    }
  }

  @Test
  void aFrozenServerIsTakenOverToo() throws Exception {
    Path data = temporary.resolve("data");
    killOwnerOf(data);
    assertThat(new ProcessBuilder("kill", "-STOP", pid(data)).start().waitFor()).isZero();

    try (var directory = DataDirectory.take(data, DataDirectory.Role.SERVER).orElseThrow();
        var server = EmbeddedPostgres.start(directory)) {
      assertThat(count(server.address())).isEqualTo(1);
    }
  }

  /** Leaves a cluster with one row behind, whose server runs on after its owner was killed. */
  private static void killOwnerOf(Path data) throws SQLException {
    var owner = LunaProcess.serve(Map.of("STORAGE.DATA_DIR", data.toString(), "HTTP.PORT", "0"));
    var address = EmbeddedPostgres.running(data).orElseThrow();
    execute(address, "create table kept (id int)");
    execute(address, "insert into kept values (1)");
    owner.kill();
    var _ = owner.join();
  }

  @Test
  void aServerThatDiesByItselfIsStartedAgain() throws Exception {
    Path data = temporary.resolve("data");
    try (var directory = DataDirectory.take(data, DataDirectory.Role.SERVER).orElseThrow();
        var server = EmbeddedPostgres.start(directory)) {
      execute(server.address(), "create table kept (id int)");
      execute(server.address(), "insert into kept values (1)");

      assertThat(new ProcessBuilder("kill", "-KILL", pid(data)).start().waitFor()).isZero();

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> count(server.address()) == 1);
    }
  }

  @Test
  void aDataDirectoryHasOneOwnerAtATime() {
    Path data = temporary.resolve("data");
    try (var first = DataDirectory.take(data, DataDirectory.Role.SERVER).orElseThrow()) {
      assertThat(DataDirectory.take(data, DataDirectory.Role.SERVER)).isEmpty();
      assertThat(DataDirectory.owner(first.root()))
          .isEqualTo("a server, process " + ProcessHandle.current().pid());
    }
    try (var second = DataDirectory.take(data, DataDirectory.Role.SERVER).orElseThrow()) {
      assertThat(second.root()).exists();
    }
  }

  private static String setting(EmbeddedPostgres server, String name) throws SQLException {
    try (var connection = connect(server.address());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("show " + name)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static int count(DatabaseAddress address) throws SQLException {
    try (var connection = connect(address);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from kept")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void execute(DatabaseAddress address, String sql) throws SQLException {
    try (var connection = connect(address);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static java.sql.Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(address.url(), address.user(), address.password());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static String pid(Path data) throws IOException {
    return Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).getFirst();
  }

  private static long processes(Path data) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().command().filter(c -> c.startsWith(data.toString())).isPresent())
        .count();
  }
}
