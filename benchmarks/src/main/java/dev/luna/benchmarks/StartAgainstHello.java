package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.median;
import static dev.luna.benchmarks.Numbers.option;

import dev.luna.db.DataDirectory;
import dev.luna.db.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The start of the product, from its command to the first answer, against that of a bare Helidon
 * and that of the same database.
 */
public final class StartAgainstHello {
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final String STATUS = "HTTP/1.1 200";
  private static final byte[] REQUEST =
      "GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Path data;

  private StartAgainstHello(Path data) {
    this.data = data;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    int runs = option(options, "--runs", 11);
    var benchmark =
        new StartAgainstHello(
            Files.createDirectories(Path.of("benchmarks", "target", "start")).toAbsolutePath());
    var product = new ArrayList<Double>();
    var hello = new ArrayList<Double>();
    var database = new ArrayList<Double>();
    for (int run = -1; run <= runs; run++) {
      // The first one makes the data directory, the second warms up.
      double ours = benchmark.product();
      double bare = hello();
      double own = benchmark.database();
      System.out.printf("product %.2f s, hello %.2f s, database %.2f s%n", ours, bare, own);
      if (run > 0) {
        product.add(ours);
        hello.add(bare);
        database.add(own);
      }
    }
    double bound = median(hello) + median(database);
    System.out.printf(
        "medians of %d: product %.2f s, hello %.2f s, database %.2f s;"
            + " product / (hello + database) = %.2f%n",
        runs, median(product), median(hello), median(database), median(product) / bound);
  }

  private double product() throws IOException, InterruptedException {
    int port = freePort();
    return timed(port, "./luna-admin", "serve", "--data-dir", data.toString(), "--port", "" + port);
  }

  private static double hello() throws IOException, InterruptedException {
    int port = freePort();
    return timed(
        port,
        Servers.java(),
        "-cp",
        System.getProperty("java.class.path"),
        Hello.class.getName(),
        "" + port);
  }

  private double database() {
    long start = System.nanoTime();
    try (var directory = DataDirectory.take(data, DataDirectory.Role.COMMAND).orElseThrow();
        var _ = EmbeddedPostgres.start(directory)) {
      return seconds(start);
    }
  }

  /** From the command to the first answer; the process is stopped and has ended afterwards. */
  private static double timed(int port, String... command)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (!answers(port)) {
        if (!process.isAlive() || System.nanoTime() - start > LONGEST.toNanos()) {
          throw new IllegalStateException("no answer from " + String.join(" ", command));
        }
        Thread.sleep(2);
      }
      return seconds(start);
    } finally {
      process.destroy();
      int _ = process.waitFor();
    }
  }

  private static boolean answers(int port) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(REQUEST);
      var status = socket.getInputStream().readNBytes(STATUS.length());
      return new String(status, StandardCharsets.US_ASCII).equals(STATUS);
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
