package dev.luna.benchmarks;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.statistics.MonthlyStatistics;
import dev.luna.statistics.Statistics;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Requests a second of the cheapest operation, with statistics and without them: two servers in one
 * process, on one database, take turns. Another operation does more for the same counting.
 */
public final class StatisticsOnAgainstOff {
  private static final int CONNECTIONS = 4;
  private static final int WARM_UP = 6;
  private static final byte[] REQUEST =
      "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private StatisticsOnAgainstOff() {}

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    int runs = option(options, "--runs", 31);
    int seconds = option(options, "--seconds", 1);
    var data = Files.createDirectories(Path.of("benchmarks", "target", "statistics"));
    try (var directory = DataDirectory.take(data, DataDirectory.Role.COMMAND).orElseThrow();
        var postgres = EmbeddedPostgres.start(directory);
        var on = server(postgres.address(), data, true);
        var off = server(postgres.address(), data, false)) {
      var with = new ArrayList<Double>();
      var without = new ArrayList<Double>();
      var ratios = new ArrayList<Double>();
      for (int run = -WARM_UP; run < runs; run++) {
        // Who comes first changes, so that a machine that slows down favours nobody.
        boolean isOnFirst = run % 2 == 0;
        double first = rate(isOnFirst ? on.address() : off.address(), seconds);
        double second = rate(isOnFirst ? off.address() : on.address(), seconds);
        if (run >= 0) {
          with.add(isOnFirst ? first : second);
          without.add(isOnFirst ? second : first);
          ratios.add(with.getLast() / without.getLast());
        }
      }
      Collections.sort(ratios);
      System.out.printf(
          "medians of %d: on %.0f, off %.0f requests a second, on / off = %.3f;"
              + " of pairs: median %.3f, quartiles %.3f and %.3f%n",
          runs,
          median(with),
          median(without),
          median(with) / median(without),
          median(ratios),
          ratios.get(runs / 4),
          ratios.get(runs * 3 / 4));
      on.close();
      System.out.printf("%d requests were counted%n", counted(postgres.address()));
    }
  }

  /** Of all runs so far: what shows that the one server does count. */
  private static long counted(DatabaseAddress address) {
    try (var database = Database.open(address, new Database.Bounds("counted", 1, 3000, 0))) {
      return new Statistics(
              Config.DEFAULT.statistics(), database, Clock.systemUTC(), UUID.randomUUID())
          .months().routesStats().stream()
              .flatMap(route -> route.requestStats().stream())
              .mapToLong(MonthlyStatistics.RequestCount::count)
              .sum();
    }
  }

  private static Server server(DatabaseAddress address, Path data, boolean isCounting) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("HTTP.PORT", "0");
    settings.put("DATABASE.URL", address.url());
    settings.put("DATABASE.USER", address.user());
    settings.put("DATABASE.PASSWORD", address.password());
    settings.put("STORAGE.DATA_DIR", data.resolve("files").toString());
    settings.put("IMAGE_STORE.TYPE", "NONE");
    settings.put("LOGGER.LEVEL", "WARNING");
    settings.put("TASKS.ROLE", "API");
    settings.put("STATISTICS.ENABLED", String.valueOf(isCounting));
    return Server.start(
        new Settings().layer("benchmark", settings).resolve(), Surroundings.real());
  }

  private static double rate(URI server, int seconds) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      long end = start + seconds * 1_000_000_000L;
      Callable<Integer> client = () -> requests(server, end);
      int count = 0;
      for (var done : threads.invokeAll(Collections.nCopies(CONNECTIONS, client))) {
        count += done.get();
      }
      return count * 1e9 / (System.nanoTime() - start);
    }
  }

  private static int requests(URI server, long end) throws IOException {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      int count = 0;
      while (System.nanoTime() < end) {
        socket.getOutputStream().write(REQUEST);
        readReply(in);
        count++;
      }
      return count;
    }
  }

  private static void readReply(InputStream in) throws IOException {
    if (!line(in).contains(" 200 ")) {
      throw new IOException("the server does not answer as it should");
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static int option(List<String> options, String name, int otherwise) {
    int at = options.indexOf(name);
    return at < 0 ? otherwise : Integer.parseInt(options.get(at + 1));
  }

  private static double median(List<Double> values) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
