package dev.luna.benchmarks;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.accounts.Passwords;
import dev.luna.config.LoggerConfig;
import dev.luna.config.Settings;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.monitoring.Logging;
import dev.luna.transfer.Demo;
import dev.luna.transfer.Importer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Search, pages and counts over HTTP on an installation with ten million of everything. */
public final class TenMillion {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DESCRIPTOR_BYTES = 64;
  private static final int CHUNK = 500_000;

  private final Database database;
  private final long rows;
  private final int runs;

  private TenMillion(Database database, long rows, int runs) {
    this.database = database;
    this.rows = rows;
    this.runs = runs;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    Path directory = Path.of(option(options, "--directory", "benchmarks/target/ten-million"));
    long rows = Long.parseLong(option(options, "--rows", "10000000"));
    int runs = Integer.parseInt(option(options, "--runs", "51"));
    Logging.configure(new LoggerConfig(LoggerConfig.Level.ERROR, LoggerConfig.Format.TEXT));
    try (var data = DataDirectory.take(directory, DataDirectory.Role.SERVER).orElseThrow();
        var postgres = EmbeddedPostgres.start(data);
        var database =
            Database.open(postgres.address(), new Database.Bounds("benchmark", 6, 10_000, 0))) {
      database.migrate();
      var benchmark = new TenMillion(database, rows, runs);
      benchmark.fill();
      benchmark.describe();
      benchmark.measure(postgres.address());
    }
  }

  private static String option(List<String> options, String name, String fallback) {
    int at = options.indexOf(name);
    return at < 0 ? fallback : options.get(at + 1);
  }

  private void fill() {
    var counters = new Counters(database);
    if (counters.value(Counter.EVENTS, Counter.ALL) < rows) {
      timed(
          "faces and events with descriptors of %d bytes".formatted(DESCRIPTOR_BYTES),
          () -> {
            var importer =
                new Importer(
                    database,
                    new Passwords(1),
                    Optional.empty(),
                    Clock.systemUTC(),
                    Surroundings.real().ids());
            var size = new Demo.Size(rows, rows, 0, DESCRIPTOR_BYTES);
            var _ = new Demo(importer, Optional.empty(), size, BEGIN).run(count -> fold(counters));
          });
    }
    fillTable(
        "accounts",
        """
        insert into accounts
        select gen_random_uuid(), 'n' || n || '@example.com', 'user', '', '',
          timestamptz '2026-03-31' - make_interval(secs => n * 0.7), now()
        from generate_series(?::bigint, ?) as n
        """);
    fillTable(
        "lists",
        """
        insert into lists
        select gen_random_uuid(), md5((n % 1000)::text)::uuid, '',
          timestamptz '2026-03-31' - make_interval(secs => n * 0.7), now()
        from generate_series(?::bigint, ?) as n
        """);
    fillTable(
        "tasks",
        """
        insert into tasks (task_type, task_status, content, description, create_time,
          end_time, last_update_time)
        select 4, 2, '{}', '', now(), now(), now()
        from generate_series(?::bigint, ?) as n
        """);
    fillTable(
        "task_errors",
        """
        insert into task_errors (task_id, error_code, description, detail, error_time)
        select (select max(task_id) from tasks), 1, '', '', now()
        from generate_series(?::bigint, ?) as n
        """);
    while (counters.fold() > 0) {
      Thread.onSpinWait();
    }
    timed("vacuum analyze", () -> database.query(handle -> handle.execute("vacuum analyze")));
  }

  private static void fold(Counters counters) {
    int _ = counters.fold();
  }

  private void fillTable(String table, String insert) {
    long present =
        new Counters(database).value(Counter.valueOf(table.toUpperCase(java.util.Locale.ROOT)), "");
    if (present + CHUNK / 10 >= rows) {
      return;
    }
    timed(
        table,
        () -> {
          for (long from = present; from < rows; from += CHUNK) {
            long first = from + 1;
            long last = Math.min(rows, from + CHUNK);
            database.inTransaction(handle -> handle.execute(insert, first, last));
          }
        });
  }

  private static void timed(String what, Runnable work) {
    long start = System.nanoTime();
    work.run();
    System.out.printf("%s: %d s%n", what, Duration.ofNanos(System.nanoTime() - start).toSeconds());
  }

  private void describe() {
    for (String line :
        database.query(handle ->
            handle
                .select(
                    """
                    select format('%s: %s', coalesce(parent.relname, c.relname),
                      pg_size_pretty(sum(pg_total_relation_size(c.oid))))
                    from pg_class as c
                    left join lateral (
                      select pg_partition_root(c.oid) as oid
                    ) as root on true
                    left join pg_class as parent on parent.oid = root.oid
                    where c.relkind = 'r'
                      and c.relnamespace = 'public'::regnamespace
                    group by coalesce(parent.relname, c.relname)
                    having sum(pg_total_relation_size(c.oid)) > 50e6
                    order by sum(pg_total_relation_size(c.oid)) desc
                    """)
                .mapTo(String.class)
                .list())) {
      System.out.println("size of " + line);
    }
  }

  private void measure(DatabaseAddress address) throws Exception {
    var settings =
        Map.of(
            "HTTP.PORT", "0",
            "DATABASE.URL", address.url(),
            "DATABASE.USER", address.user(),
            "DATABASE.PASSWORD", address.password(),
            "IMAGE_STORE.TYPE", "NONE",
            "TASKS.ROLE", "api",
            "AUTHORIZATION.CREDENTIAL_CACHE_TIME", "3600",
            "LOGGER.LEVEL", "ERROR");
    try (var server =
        Server.start(new Settings().layer("benchmark", settings).resolve(), Surroundings.real())) {
      var client = new Client(server.address());
      measurePages(client);
      measurePanel(client);
      measureSearch(client);
      measureCounts(client);
    }
  }

  private void measurePages(Client client) throws Exception {
    System.out.println("\n| Page | First, ms | 10,000th, ms | Ratio |\n|---|---|---|---|");
    long errorsOf = number("select task_id from task_errors order by error_id desc limit 1");
    String account = text("select account_id::text from events limit 1");
    for (String path :
        List.of(
            "/4/accounts?",
            "/4/lists?",
            "/4/tasks?",
            "/4/tasks/%d/errors?".formatted(errorsOf),
            "/6/events?",
            "/6/events?account_id=%s&".formatted(account),
            "/6/faces?",
            "/4/accounts?page_size=100&",
            "/6/events?page_size=100&")) {
      var times =
          client.medians(runs, Map.of("first", path + "page=1", "deep", path + "page=10000"));
      System.out.printf(
          "| `%s` | %.2f | %.2f | %.2f |%n",
          path.replaceAll("[?&]$", "").replace(account, "…"),
          times.get("first"),
          times.get("deep"),
          times.get("deep") / times.get("first"));
    }
  }

  /** The pages of the panel, as they come first. */
  private void measurePanel(Client client) throws Exception {
    System.out.println("\n| Page of the panel | Median, ms |\n|---|---|");
    long task = number("select max(task_id) from tasks");
    String account = text("select account_id::text from events limit 1");
    String list = text("select list_id::text from list_faces limit 1");
    for (String path :
        List.of(
            "/",
            "/accounts",
            "/accounts/" + text("select account_id::text from accounts limit 1 offset 5000"),
            "/lists",
            "/lists/" + list,
            "/faces",
            "/faces?account_id=" + account,
            "/events",
            "/events?account_id=" + account,
            "/tasks",
            "/tasks?task_status=3",
            "/tasks?task_type=5",
            "/tasks?account_id=" + account,
            "/tasks/" + task,
            "/schedules",
            "/descriptors",
            "/help",
            "/audit")) {
      double time = client.medians(runs, Map.of("", path)).get("");
      System.out.printf(
          "| `%s` | %.2f |%n", path.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…"), time);
    }
  }

  private void measureSearch(Client client) throws Exception {
    System.out.println("\n| Search | Median, ms |\n|---|---|");
    var wanted = new LinkedHashMap<String, String>();
    wanted.put("list", text("select list_id::text from lists limit 1 offset 5000"));
    wanted.put("account", text("select account_id::text from accounts limit 1 offset 5000"));
    wanted.put("face", text("select face_id::text from faces limit 1 offset 5000"));
    wanted.put(
        "attribute", text("select attribute_id::text from face_attributes limit 1 offset 5000"));
    wanted.put("event", text("select event_id::text from events limit 1 offset 5000"));
    wanted.put("login", "n4711@example.com");
    wanted.put("nothing", "00000000-0000-4000-8000-000000000000");
    for (var entry : wanted.entrySet()) {
      var times = client.medians(runs, Map.of(entry.getKey(), "/4/search?q=" + entry.getValue()));
      System.out.printf("| %s | %.2f |%n", entry.getKey(), times.get(entry.getKey()));
    }
  }

  private void measureCounts(Client client) throws Exception {
    System.out.println("\n| Count | Median, ms | count(*), ms |\n|---|---|---|");
    String from = "2026-02-01T10:11:12.345Z";
    String before = "2026-03-15T01:02:03.456Z";
    String span = "create_time__gte=%s&create_time__lt=%s".formatted(from, before);
    String condition = " where create_time >= '%s' and create_time < '%s'".formatted(from, before);
    String account = text("select account_id::text from events limit 1");
    var counts = new LinkedHashMap<String, String>();
    counts.put("/6/events/count", "select count(*) from events");
    counts.put("/6/events/count?" + span, "select count(*) from events" + condition);
    counts.put(
        "/6/events/count?account_id=" + account,
        "select count(*) from events where account_id = '%s'".formatted(account));
    counts.put("/6/faces/count", "select count(*) from faces");
    counts.put("/6/faces/count?" + span, "select count(*) from faces" + condition);
    counts.put("/6/lists/count", "select count(*) from lists");
    counts.put("/4/tasks/count", "select count(*) from tasks");
    counts.put(
        "/4/luna_sys_info",
        """
        select (select count(*) from face_attributes) + (select count(*) from face_descriptors)
          + (select count(*) from event_face_descriptors)
          + (select count(*) from event_body_descriptors)
        """);
    for (var entry : counts.entrySet()) {
      double fast = client.medians(runs, Map.of("", entry.getKey())).get("");
      var scans = new ArrayList<Double>();
      for (int run = 0; run < 3; run++) {
        long start = System.nanoTime();
        long _ = number(entry.getValue());
        scans.add((System.nanoTime() - start) / 1e6);
      }
      scans.sort(null);
      System.out.printf(
          "| `%s` | %.2f | %.0f |%n",
          entry.getKey().replace(account, "…"), fast, scans.get(scans.size() / 2));
    }
  }

  private long number(String query) {
    return database.query(handle -> handle.select(query).mapTo(Long.class).one());
  }

  private String text(String query) {
    return database.query(handle -> handle.select(query).mapTo(String.class).one());
  }

  /** Calls the server one request at a time. */
  private static final class Client {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;

    Client(URI base) {
      this.base = base;
    }

    /** Medians in milliseconds of requests that take turns. */
    Map<String, Double> medians(int runs, Map<String, String> paths)
        throws IOException, InterruptedException {
      var times = new LinkedHashMap<String, List<Double>>();
      for (int run = -10; run < runs; run++) {
        for (var path : paths.entrySet()) {
          double time = time(path.getValue());
          if (run >= 0) {
            times.computeIfAbsent(path.getKey(), name -> new ArrayList<>()).add(time);
          }
        }
      }
      var medians = new LinkedHashMap<String, Double>();
      times.forEach((name, all) -> {
        all.sort(null);
        medians.put(name, all.get(all.size() / 2));
      });
      return medians;
    }

    private double time(String path) throws IOException, InterruptedException {
      var request =
          HttpRequest.newBuilder(base.resolve(path))
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder()
                          .encodeToString(
                              "root@visionlabs.ai:root".getBytes(StandardCharsets.UTF_8)))
              .build();
      long start = System.nanoTime();
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      long time = System.nanoTime() - start;
      if (response.statusCode() != 200 && response.statusCode() != 404) {
        throw new IllegalStateException(path + ": " + response.body());
      }
      return time / 1e6;
    }
  }
}
