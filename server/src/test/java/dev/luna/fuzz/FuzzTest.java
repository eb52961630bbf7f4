package dev.luna.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.http.Specification;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.Client;
import dev.luna.testing.FakeExtractor;
import dev.luna.testing.Member;
import dev.luna.testing.TestServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Requests to every operation, valid ones and such with up to three wrong things in them. Whatever
 * is sent: the answer is a documented one in its documented form ({@link Client} checks that),
 * never a failure of ours; no page holds markup that was sent; and the server is at rest
 * afterwards. Most operations have to be done at least once, or little of them would be tried.
 * {@code -Dfuzz.requests} is their number for each operation, {@code -Dfuzz.seed} draws others.
 */
class FuzzTest {
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 40);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int AT_ONCE = 4;
  private static final long MEMORY = 100L << 20;

  @RegisterExtension
  private static final TestServer SERVER =
      TestServer.extracting(
          Map.of(
              "HTTP.STREAM_TIME", "1",
              "AUTHORIZATION.CREDENTIAL_CACHE_TIME", "3600",
              "AUTHORIZATION.FREE_ATTEMPTS", "1000",
              "OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8"),
          new FakeExtractor());

  private static final Specification SPECIFICATION = Specification.load();
  private static final Ids IDS = new Ids();

  /** Names of the parameters at the ends of paths: {@code /6/faces/} is followed by a face_id. */
  private static final Map<String, String> PARAMETERS =
      SPECIFICATION.operations().keySet().stream()
          .map(name -> name.replaceFirst("^[A-Z]+:", ""))
          .filter(path -> path.matches("[a-z0-9_/]+\\{[a-z_]+}"))
          .distinct()
          .collect(
              Collectors.toMap(
                  path -> path.replaceFirst("\\{.*", ""),
                  path -> path.replaceFirst(".*\\{([a-z_]+)}", "$1")));

  private static Client admin;
  private static List<Client> others;
  private static Member changing;

  private final Collection<String> broken = new ConcurrentLinkedQueue<>();
  private final Map<String, String> refused = new ConcurrentSkipListMap<>();
  private final Set<String> successful = new ConcurrentSkipListSet<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();

  @BeforeAll
  static void register() {
    admin = SERVER.admin();
    changing = Member.register(SERVER, "changing", "admin");
    others =
        List.of(
            Member.register(SERVER, "user", "user").client(),
            Member.register(SERVER, "advanced", "advanced_user").client(),
            SERVER.client());
  }

  @Test
  void nothingThatIsSentBreaksALaw() throws Exception {
    try (var receiver = new CallbackReceiver();
        var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      var drafts =
          new Drafts(
              SPECIFICATION,
              new SchemaValues(SPECIFICATION.document(), IDS, receiver.url("/")),
              IDS);
      round(drafts, threads, SEED, 2);
      long memory = memory();
      var before = threads();

      round(drafts, threads, SEED + 1, REQUESTS);

      System.out.printf("fuzz: seed %d, statuses %s%n", SEED, statuses);
      assertThat(broken).as("%d requests broke a law", broken.size()).isEmpty();
      assertThat(successful.size())
          .as("operations that a request got through; always refused were %s", refusedAlways())
          .isGreaterThan(SPECIFICATION.operations().size() * 9 / 10);
      assertNoMarkup();
      assertAtRest(memory, before);
    }
  }

  /** As many requests for each operation, in a random order, some at a time. */
  private void round(Drafts drafts, ExecutorService threads, long seed, int requests)
      throws Exception {
    var random = new SplittableRandom(seed);
    var order = new ArrayList<String>();
    for (int i = 0; i < requests; i++) {
      order.addAll(SPECIFICATION.operations().keySet());
    }
    Collections.shuffle(order, Random.from(random));
    var running = new ArrayList<Future<?>>();
    for (int part = 0; part < AT_ONCE; part++) {
      int first = order.size() * part / AT_ONCE;
      var own = random.split();
      var operations = order.subList(first, order.size() * (part + 1) / AT_ONCE);
      running.add(
          threads.submit(() -> operations.forEach(operation -> tryOne(drafts, operation, own))));
    }
    for (var task : running) {
      task.get();
    }
  }

  private void tryOne(Drafts drafts, String operation, RandomGenerator random) {
    var draft = drafts.of(operation, random);
    int faults = random.nextInt(4);
    for (int fault = 0; fault < faults; fault++) {
      draft.spoil(random);
    }
    send(operation, draft, random, faults == 0);
  }

  private void send(String operation, Draft draft, RandomGenerator random, boolean isValid) {
    var client = client(operation, random);
    for (var header : draft.headers.entrySet()) {
      client = client.with(header.getKey(), header.getValue());
    }
    try {
      var answer = client.send(draft.method, draft.target(), draft.mediaType, draft.body);
      statuses.computeIfAbsent(answer.status(), _ -> new AtomicInteger()).incrementAndGet();
      if (answer.status() < 400) {
        successful.add(operation);
      } else if (isValid) {
        refused.put(operation, draft + "\n  -> " + start(answer.body()));
      }
      note(draft, answer);
      if (answer.status() >= 500
          || answer.header("X-Injected").equals("1")
          || holdsMarkup(answer)) {
        broken.add(draft + "\n  -> " + answer.status() + " " + start(answer.body()));
      }
    } catch (AssertionError | RuntimeException e) {
      broken.add(draft + "\n  -> " + start(String.valueOf(e)));
    }
  }

  private static boolean holdsMarkup(Client.Answer answer) {
    return answer.header("Content-Type").startsWith("text/html")
        && answer.body().contains(Hostile.MARKUP);
  }

  /** Mostly somebody who may do it. */
  private static Client client(String operation, RandomGenerator random) {
    if (operation.equals("PATCH:/4/login")) {
      admin.patch("/4/accounts/" + changing.id(), "{\"password\":\"secret\"}").expect(204);
      return changing.client();
    }
    return random.nextInt(8) == 0 ? others.get(random.nextInt(others.size())) : admin;
  }

  private static void note(Draft draft, Client.Answer answer) {
    if (answer.status() >= 300) {
      return;
    }
    if (draft.method.equals("DELETE")) {
      IDS.forget(draft.target());
    }
    String made = draft.method.equals("PUT") ? draft.target() : answer.header("Location");
    PARAMETERS.forEach((path, parameter) -> {
      if (made.startsWith(path)) {
        IDS.note(made, parameter);
      }
    });
  }

  private static void assertNoMarkup() {
    var pages =
        List.of("/accounts", "/lists", "/faces", "/events", "/search?q=" + "%3Cluna-fuzz%3E");
    var texts = pages.stream().map(page -> admin.get(page).expect(200).body()).toList();

    assertThat(texts).noneMatch(text -> text.contains(Hostile.MARKUP));
    assertThat(texts).anyMatch(text -> text.contains("&lt;luna-fuzz"));
  }

  private static void assertAtRest(long memory, List<String> before) {
    // Threads that look hosts up stay for half a minute after they were used.
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> {
          assertThat(memory()).isLessThan(memory + MEMORY);
          var now = threads();
          assertThat(now.size()).as("%s; before: %s", now, before).isLessThan(before.size() + 10);
          assertThat(openTransactions()).isZero();
        });
  }

  private static int openTransactions() {
    return SERVER
        .database()
        .query(handle ->
            handle
                .select(
                    """
                    select count(*) from pg_stat_activity
                    where datname = current_database()
                      and state like 'idle in transaction%'
                      and state_change < now() - interval '2 seconds'
                    """)
                .mapTo(Integer.class)
                .one());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).sorted().toList();
  }

  private static long memory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private Map<String, String> refusedAlways() {
    var always = new TreeMap<>(refused);
    always.keySet().removeAll(successful);
    return always;
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), 600));
  }
}
