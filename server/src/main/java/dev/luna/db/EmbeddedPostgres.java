package dev.luna.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own under the data directory, durable (fsync and synchronous commit
 * on), reachable on loopback with a generated password only. It is started and stopped with this
 * process. After a crash of this process the next start takes the data over, whatever the old
 * server is doing: it is asked to stop, then killed, and the new one recovers from the log.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String VERSION = "18";
  private static final String USER = "luna";
  private static final String DATABASE = "luna";
  private static final int LEFTOVER_SECONDS = 5;
  private static final int STOP_SECONDS = 60;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final String SETTINGS =
      """
      # Written at each start. Put your own settings into ../custom.conf, which is read last.
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      port = %d
      max_connections = 200
      # A statement that names no time locks every partition of events with its indexes.
      max_locks_per_transaction = 1024
      shared_buffers = 256MB
      max_wal_size = 4GB
      wal_compression = on
      jit = off
      timezone = 'UTC'
      log_timezone = 'UTC'
      logging_collector = on
      log_directory = '../log'
      log_filename = 'postgresql-%%a.log'
      log_truncate_on_rotation = on
      log_rotation_age = 1d
      log_file_mode = 0600
      fsync = on
      synchronous_commit = on
      full_page_writes = on
      include_if_exists = '../custom.conf'
      """;

  private final Path directory;
  private final PostgresPrograms programs;
  private final OrdinaryUser user;
  private final int port;
  private volatile boolean closing;

  private EmbeddedPostgres(Path directory, PostgresPrograms programs, OrdinaryUser user) {
    this.directory = directory;
    this.programs = programs;
    this.user = user;
    this.port = freePort();
  }

  /** Starts the server and returns when it answers; creates the cluster the first time. */
  public static EmbeddedPostgres start(DataDirectory data) {
    try {
      Path directory = Files.createDirectories(data.root().resolve("postgres"));
      var binaries = PostgresBinaries.in(directory.resolve("programs-" + VERSION));
      var user = OrdinaryUser.detect();
      var programs = new PostgresPrograms(directory, binaries, user);
      var server = new EmbeddedPostgres(directory, programs, user);
      user.reach(directory);
      programs.stop(LEFTOVER_SECONDS);
      server.createCluster();
      try {
        server.launch();
        server.createDatabase();
        return server;
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded database does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the embedded database started", e);
    }
  }

  /** The server that another process runs on this data directory; empty if none answers. */
  public static Optional<DatabaseAddress> running(Path data) {
    try {
      Path directory = data.resolve("postgres");
      var pid = Files.readAllLines(directory.resolve("cluster/postmaster.pid"));
      int port = Integer.parseInt(pid.get(3).strip());
      return Optional.of(address(directory, port));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Where and how to connect. */
  public DatabaseAddress address() {
    return address(directory, port);
  }

  /** Stops the server cleanly; what is committed is on disk in any case. */
  @Override
  public void close() {
    closing = true;
    stopForGood();
  }

  private synchronized void stopForGood() {
    programs.stop(STOP_SECONDS);
  }

  private static DatabaseAddress address(Path directory, int port) {
    try {
      String password = Files.readString(directory.resolve("password")).strip();
      return new DatabaseAddress(
          "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, DATABASE), USER, password);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded database's password cannot be read", e);
    }
  }

  private Path cluster() {
    return programs.cluster();
  }

  private void createCluster() throws IOException, InterruptedException {
    if (Files.exists(cluster())) {
      return;
    }
    Path fresh = directory.resolve("cluster.new");
    deleteRecursively(fresh);
    Path password = directory.resolve("password");
    Files.deleteIfExists(password);
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, randomPassword());
    user.own(directory);
    programs.run(
        List.of(
            programs.path("initdb"),
            "--pgdata=" + fresh,
            "--username=" + USER,
            "--pwfile=" + password,
            "--auth-local=reject",
            "--auth-host=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--data-checksums"));
    Files.move(fresh, cluster(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void launch() throws IOException, InterruptedException {
    Files.writeString(cluster().resolve("postgresql.conf"), SETTINGS.formatted(port));
    user.own(directory);
    // pg_ctl puts the server into a session of its own, so that Ctrl-C reaches this process alone.
    programs.run(
        List.of(
            programs.path("pg_ctl"),
            "start",
            "--pgdata=" + cluster(),
            "--log=" + directory.resolve("start.log"),
            "--wait",
            "--timeout=120",
            "--silent"));
    watch();
  }

  private void watch() throws IOException {
    long pid =
        Long.parseLong(Files.readAllLines(cluster().resolve("postmaster.pid")).getFirst().strip());
    var _ = ProcessHandle.of(pid).orElseThrow().onExit().thenRun(this::restart);
  }

  private void restart() {
    var _ = Thread.ofVirtual().name("database restart").start(this::restartUntilItRuns);
  }

  private void restartUntilItRuns() {
    Duration pause = FIRST_PAUSE;
    while (!isRestarted()) {
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  /** Whether there is nothing left to do: it runs again, or is not wanted any more. */
  private synchronized boolean isRestarted() {
    if (closing) {
      return true;
    }
    LOG.error("the embedded database ended by itself, it is started again");
    try {
      programs.stop(LEFTOVER_SECONDS);
      launch();
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.error("the embedded database does not start, another try follows", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void createDatabase() {
    var address = address();
    String url = address.url().replaceFirst("[^/]*$", "postgres");
    try (var connection = DriverManager.getConnection(url, address.user(), address.password());
        var query =
            connection.prepareStatement(
                "select from pg_database where datname = '" + DATABASE + "'");
        var statement = connection.createStatement()) {
      if (!query.executeQuery().next()) {
        statement.execute("create database " + DATABASE);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the embedded database refuses its owner", e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void deleteRecursively(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
