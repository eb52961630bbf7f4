package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.option;

import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One account, and a page of a hundred: the product against a bare Helidon that sends the same
 * bytes, and against Spring Boot with MVC and JPA, which asks nobody who they are, on the same
 * database. Besides the start until the first answer, and the memory at rest.
 */
public final class AccountsAgainstOthers {
  private static final int ACCOUNTS = 100_000;
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofSeconds(40);
  private static final int RESTS = 3;

  private final Path data;
  private final DatabaseAddress database;
  private final int runs;

  private AccountsAgainstOthers(Path data, DatabaseAddress database, int runs) {
    this.data = data;
    this.database = database;
    this.runs = runs;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    int runs = option(options, "--runs", 7);
    var data =
        Files.createDirectories(Path.of("benchmarks", "target", "accounts")).toAbsolutePath();
    try (var directory = DataDirectory.take(data, DataDirectory.Role.COMMAND).orElseThrow();
        var postgres = EmbeddedPostgres.start(directory)) {
      var benchmark = new AccountsAgainstOthers(data, postgres.address(), runs);
      benchmark.fill();
      benchmark.measureStarts();
      benchmark.measureRequests();
    }
  }

  /** A server in a process of its own. */
  private record Running(Process process, URI address, double seconds) implements AutoCloseable {
    /** Megabytes that it has in memory. */
    double memory() throws IOException {
      return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024.0;
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      int _ = process.waitFor();
    }
  }

  private void fill() {
    try (var pool = Database.open(database, new Database.Bounds("benchmark", 2, 10_000, 0))) {
      pool.migrate();
      pool.inTransaction(handle ->
          handle.execute(
              """
              insert into accounts
              select gen_random_uuid(), 'n' || n || '@example.com', 'user', 'number ' || n, '',
                now() - make_interval(secs => n), now()
              from generate_series(1, ?) as n
              where not exists (select from accounts where login = 'n1@example.com')
              """,
              ACCOUNTS));
    }
  }

  private void measureStarts() throws Exception {
    var times = new LinkedHashMap<String, List<Double>>();
    var memory = new LinkedHashMap<String, List<Double>>();
    for (int run = -1; run < runs; run++) {
      for (String name : List.of("product", "twin")) {
        try (var server = name.equals("product") ? product() : twin()) {
          if (run >= 0) {
            times.computeIfAbsent(name, _ -> new ArrayList<>()).add(server.seconds());
          }
          if (run >= 0 && run < RESTS) {
            Thread.sleep(REST);
            memory.computeIfAbsent(name, _ -> new ArrayList<>()).add(server.memory());
          }
        }
      }
    }
    print("start, s", times);
    print("memory at rest, MB", memory);
  }

  private static void print(String name, Map<String, List<Double>> values) {
    double product = median(values, "product");
    double twin = median(values, "twin");
    System.out.printf(
        "%s: product %.2f, twin %.2f, product / twin = %.2f%n",
        name, product, twin, product / twin);
  }

  private void measureRequests() throws Exception {
    try (var product = product();
        var twin = twin()) {
      String account =
          new String(
                  Load.body(product.address(), "/4/accounts?page_size=1", Servers.ROOT_LINE),
                  StandardCharsets.UTF_8)
              .replaceFirst("(?s).*?\"account_id\":\"([^\"]+)\".*", "$1");
      String one = "/4/accounts/" + account;
      String page = "/4/accounts?page_size=100";
      Path oneBody =
          Files.write(
              data.resolve("one.json"), Load.body(product.address(), one, Servers.ROOT_LINE));
      Path pageBody =
          Files.write(
              data.resolve("page.json"), Load.body(product.address(), page, Servers.ROOT_LINE));
      String cookie = "Cookie: %s\r\n".formatted(session(product.address()));
      try (var bare = bare(one, oneBody.toString(), "/4/accounts", pageBody.toString())) {
        for (String path : List.of(one, page)) {
          for (String credentials : List.of(Servers.ROOT_LINE, cookie)) {
            measure(
                path.replace(account, "…"),
                Map.of("product", product, "bare", bare, "twin", twin),
                path,
                credentials);
          }
        }
      }
    }
  }

  private void measure(String title, Map<String, Running> servers, String path, String credentials)
      throws Exception {
    var rates = new LinkedHashMap<String, List<Double>>();
    var p50 = new LinkedHashMap<String, List<Double>>();
    var p99 = new LinkedHashMap<String, List<Double>>();
    for (int run = -3; run < runs; run++) {
      for (var server : servers.entrySet()) {
        var load = Load.of(server.getValue().address(), path, credentials, 2);
        if (run >= 0) {
          rates.computeIfAbsent(server.getKey(), _ -> new ArrayList<>()).add(load.rate());
          p50.computeIfAbsent(server.getKey(), _ -> new ArrayList<>()).add(load.p50());
          p99.computeIfAbsent(server.getKey(), _ -> new ArrayList<>()).add(load.p99());
        }
      }
    }
    System.out.printf(
        "%s with %s: product / bare = %.2f, product / twin = %.2f%n",
        title,
        credentials.replaceFirst(":.*(?s).*", ""),
        median(rates, "product") / median(rates, "bare"),
        median(rates, "product") / median(rates, "twin"));
    for (String name : List.of("product", "bare", "twin")) {
      System.out.printf(
          "  %s: %.0f requests a second, median %.2f ms, p99 %.2f ms%n",
          name, median(rates, name), median(p50, name), median(p99, name));
    }
  }

  private Running product() throws Exception {
    int port = freePort();
    return started(
        port,
        "./luna-admin",
        "serve",
        "--port",
        "" + port,
        "--data-dir",
        data.resolve("product").toString(),
        "--set=DATABASE.URL=" + database.url(),
        "--set=DATABASE.USER=" + database.user(),
        "--set=DATABASE.PASSWORD=" + database.password());
  }

  private Running twin() throws Exception {
    int port = freePort();
    return started(
        port,
        Servers.java(),
        "-jar",
        "benchmarks/spring-twin/target/spring-twin.jar",
        "--server.port=" + port,
        "--server.address=127.0.0.1",
        "--spring.datasource.url=" + database.url(),
        "--spring.datasource.username=" + database.user(),
        "--spring.datasource.password=" + database.password(),
        "--spring.datasource.hikari.maximum-pool-size=10",
        "--server.tomcat.max-keep-alive-requests=-1",
        "--spring.jpa.open-in-view=false",
        "--spring.threads.virtual.enabled=true");
  }

  private static Running bare(String... pathsAndFiles) throws Exception {
    int port = freePort();
    var command =
        new ArrayList<>(
            List.of(
                Servers.java(),
                "-cp",
                System.getProperty("java.class.path"),
                Bare.class.getName(),
                "" + port));
    command.addAll(List.of(pathsAndFiles));
    return started(port, command.toArray(String[]::new));
  }

  private static Running started(int port, String... command) throws Exception {
    var address = URI.create("http://127.0.0.1:" + port);
    long start = System.nanoTime();
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!answers(address)) {
      if (!process.isAlive() || System.nanoTime() - start > LONGEST.toNanos()) {
        process.destroy();
        throw new IllegalStateException("no answer from " + command[0]);
      }
      Thread.sleep(2);
    }
    return new Running(process, address, (System.nanoTime() - start) / 1e9);
  }

  private static boolean answers(URI address) {
    try (var _ = new Socket(address.getHost(), address.getPort())) {
      return Load.body(address, "/version", "").length > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String session(URI address) throws Exception {
    var request =
        HttpRequest.newBuilder(address.resolve("/4/login"))
            .header("Authorization", Servers.ROOT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding())
          .headers()
          .firstValue("Set-Cookie")
          .orElseThrow()
          .replaceFirst(";.*", "");
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static double median(Map<String, List<Double>> all, String name) {
    return Numbers.median(all.get(name));
  }
}
