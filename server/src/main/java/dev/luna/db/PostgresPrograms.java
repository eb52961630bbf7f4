package dev.luna.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the programs of an embedded server, and ends those that run. */
final class PostgresPrograms {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPrograms.class);
  private static final int END_SECONDS = 5;

  private final Path directory;
  private final PostgresBinaries binaries;
  private final OrdinaryUser user;

  /**
   * @param directory where the server has what it keeps
   */
  PostgresPrograms(Path directory, PostgresBinaries binaries, OrdinaryUser user) {
    this.directory = directory;
    this.binaries = binaries;
    this.user = user;
  }

  /** Where the data is. */
  Path cluster() {
    return directory.resolve("cluster");
  }

  /** Where a program is. */
  String path(String program) {
    return binaries.program(program);
  }

  /**
   * Runs one to its end.
   *
   * @throws IOException with what it said if it fails
   */
  void run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "command", ".log");
    try {
      var process =
          new ProcessBuilder(user.command(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(
            "%s: %s".formatted(Path.of(command.getFirst()).getFileName(), explain(output)));
      }
    } finally {
      Files.delete(output);
    }
  }

  /** Ends whatever of them runs: asks for some seconds, then kills. */
  void stop(int seconds) {
    if (!processes().isEmpty()) {
      ask(seconds);
      processes().forEach(ProcessHandle::destroyForcibly);
      awaitEnd();
    }
    try {
      // Nobody of ours is left, while its old process id may be listed still, or again.
      Files.deleteIfExists(cluster().resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ask(int seconds) {
    try {
      run(
          List.of(
              path("pg_ctl"),
              "stop",
              "--pgdata=" + cluster(),
              "--mode=fast",
              "--wait",
              "--timeout=" + seconds));
    } catch (IOException e) {
      LOG.warn(
          "the embedded database did not stop when asked to, it will be killed: {}",
          e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() {
    for (var process : processes()) {
      try {
        process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        throw new IllegalStateException(
            "process %d of the embedded database cannot be killed".formatted(process.pid()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * All processes that run our programs; the programs are ours alone, since they are in our
   * directory.
   */
  private List<ProcessHandle> processes() {
    String ours = binaries.home().resolve("bin").toString();
    return ProcessHandle.allProcesses()
        .filter(
            process -> process.info().command().filter(path -> path.startsWith(ours)).isPresent())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  private String explain(Path output) throws IOException {
    var lines = new ArrayList<>(Files.readAllLines(output, UTF_8));
    Path log = directory.resolve("start.log");
    if (Files.exists(log)) {
      var last = Files.readAllLines(log, UTF_8);
      lines.addAll(last.subList(Math.max(0, last.size() - 5), last.size()));
    }
    return String.join(" | ", lines);
  }
}
