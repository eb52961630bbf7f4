package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.check.Check;
import dev.luna.config.ImageStoreConfig;
import dev.luna.config.Settings;
import dev.luna.db.Database;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStores;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.CallbackReceiver.Received;
import dev.luna.testing.Nodes;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import dev.luna.transfer.Demo;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Nothing is lost, done twice or left behind when processes are killed at random: a collection of
 * events with samples, told to a receiver. {@code make chaos} runs the same with more of
 * everything.
 */
class KilledNodesTest {
  private static final int EVENTS = Integer.getInteger("chaos.events", 1200);
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(2);
  private static final List<Bucket> SAMPLES = List.of(Bucket.FACES_SAMPLES, Bucket.BODIES_SAMPLES);

  @TempDir private Path images;

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void killedNodesLoseNothing(int count) {
    var address = TestDatabases.create();
    var settings = TestServer.settings(address);
    settings.putAll(
        Map.of(
            "TASKS.HEARTBEAT_INTERVAL", "300",
            "TASKS.SUBTASK_SIZE", "40",
            "TASKS.MAX_CHUNK_SIZE", "5",
            // So that it takes about as long however many nodes there are.
            "TASKS.CHUNK_PAUSE", String.valueOf(100 * count),
            "OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8",
            "NOTIFICATIONS.RETRY_PAUSE", "200",
            "LOGGER.LEVEL", "INFO",
            "IMAGE_STORE.TYPE", "DISK",
            "IMAGE_STORE.DIRECTORY", images.toString(),
            "STORAGE.DATA_DIR", images.resolve("files").toString()));
    var random = new Random(SEED);
    try (var database = TestDatabases.open(address);
        var store = store(settings);
        var receiver = new CallbackReceiver();
        var nodes = new Nodes(settings, count)) {
      var before = demo(database, store);

      long id = new Story(nodes.first().client()).gcStarts(body(before.account(), receiver));
      int kills = 0;
      while (status(database, id) != 5) {
        long due = System.nanoTime() + BETWEEN_KILLS.toNanos();
        await().until(() -> status(database, id) == 5 || System.nanoTime() > due);
        kills += nodes.kill(random);
        assertThat(kills).as("kills, and no end").isLessThan(1000);
      }

      assertThat(status(database, id)).as("seed %d", SEED).isEqualTo(5);
      assertThat(kills).as("kills while it ran").isGreaterThan(1);
      assertResult(new Story(nodes.first().client()).result(id), before);
      assertRowsAndContents(database, store, before);
      assertCallbacks(database, id, receiver);
      System.out.printf("%d nodes, %d kills, seed %d%n", count, kills, SEED);
    }
  }

  /** What is to go, and what is to stay. */
  private record Before(
      UUID account,
      Set<String> events,
      Set<String> faceSamples,
      Set<String> bodySamples,
      Set<String> keptEvents,
      long keptSamples) {}

  private static Before demo(Database database, ImageStore store) {
    var size = new Demo.Size(0, EVENTS, EVENTS, 64);
    var _ =
        new Demo(
                TestData.importer(database, Optional.of(store)),
                Optional.of(store),
                size,
                Instant.parse("2026-01-01T00:00:00Z"))
            .run(written -> {});
    var account =
        database.query(handle ->
            handle
                .select("select account_id from events group by 1 order by count(*) desc limit 1")
                .mapTo(UUID.class)
                .one());
    String of = " from events where account_id = '%s'".formatted(account);
    var faces = texts(database, "select unnest(face_samples)::text" + of);
    var bodies = texts(database, "select unnest(body_samples)::text" + of);
    long all = texts(database, "select image_id::text from images").size();
    return new Before(
        account,
        texts(database, "select event_id::text" + of),
        faces,
        bodies,
        texts(
            database,
            "select event_id::text from events where account_id <> '%s'".formatted(account)),
        all - faces.size() - bodies.size());
  }

  private static void assertResult(JsonNode result, Before before) {
    assertThat(result.path("removed_count").asInt()).isEqualTo(before.events().size());
    assertThat(list(result, "event_ids")).containsExactlyInAnyOrderElementsOf(before.events());
    assertThat(list(result, "face_samples"))
        .containsExactlyInAnyOrderElementsOf(before.faceSamples());
    assertThat(list(result, "body_samples"))
        .containsExactlyInAnyOrderElementsOf(before.bodySamples());
  }

  private static void assertRowsAndContents(Database database, ImageStore store, Before before) {
    assertThat(texts(database, "select event_id::text from events")).isEqualTo(before.keptEvents());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> texts(database, "select key from blob_removals").isEmpty());
    var rows = texts(database, "select image_id::text from images");
    assertThat(rows).hasSize((int) before.keptSamples());
    var contents = new TreeSet<String>();
    SAMPLES.forEach(bucket -> contents.addAll(keys(store, bucket)));
    assertThat(contents).isEqualTo(rows);
    assertThat(keys(store, Bucket.TASK_RESULTS))
        .isEqualTo(texts(database, "select key from task_result_parts"));
    assertThat(texts(database, "select description from task_errors")).isEmpty();
    assertThat(new Check(database, Optional.of(store), Clock.systemUTC()).run(false)).isEmpty();
  }

  /** At least once, each with one body, and by their first coming in the order of what happened. */
  private static void assertCallbacks(Database database, long id, CallbackReceiver receiver) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            texts(
                    database,
                    "select delivery_id::text from notification_deliveries where status <> 1")
                .isEmpty());
    var firsts = new ArrayList<JsonNode>();
    var bodies = new HashMap<String, String>();
    for (Received call : receiver.calls("/hook")) {
      String known = bodies.putIfAbsent(call.header("webhook-id"), call.body());
      if (known == null) {
        firsts.add(call.json());
      } else {
        assertThat(call.body()).isEqualTo(known);
      }
    }
    assertThat(bodies.keySet())
        .isEqualTo(texts(database, "select 'msg_' || delivery_id from notification_deliveries"));
    assertThat(firsts.getLast().path("task_status").asInt()).isEqualTo(5);
    var started = new HashSet<String>();
    var ended = new TreeSet<String>();
    int done = 0;
    for (var body : firsts.subList(0, firsts.size() - 1)) {
      String subtask = body.path("subtask_id").asString();
      if (body.path("subtask_status").asInt() == 1) {
        assertThat(started.add(subtask)).as("begin of subtask %s", subtask).isTrue();
      } else {
        assertThat(body.path("subtask_status").asInt()).isEqualTo(5);
        assertThat(started).contains(subtask);
        assertThat(ended.add(subtask)).as("end of subtask %s", subtask).isTrue();
      }
      assertThat(body.path("count_task_parts_done").asInt()).isGreaterThanOrEqualTo(done);
      done = body.path("count_task_parts_done").asInt();
    }
    assertThat(ended)
        .isEqualTo(texts(database, "select subtask_id::text from subtasks where task_id = " + id));
  }

  private static String body(UUID account, CallbackReceiver receiver) {
    String callback = "{\"type\":\"http\",\"url\":\"%s\"}".formatted(receiver.url("/hook"));
    return """
    {"content":{"target":"events","filters":{"account_id":"%s"},"remove_samples":1},
     "notification_policy":{"task_callbacks":[%s],"subtask_callbacks":[%s]}}\
    """
        .formatted(account, callback, callback);
  }

  private static ImageStore store(Map<String, String> settings) {
    ImageStoreConfig config = new Settings().layer("test", settings).resolve().imageStore();
    return ImageStores.open(config, Path.of("unused"), Clock.systemUTC()).orElseThrow();
  }

  private static int status(Database database, long id) {
    return database.query(handle ->
        handle
            .select("select task_status from tasks where task_id = ?", id)
            .mapTo(Integer.class)
            .one());
  }

  private static TreeSet<String> keys(ImageStore store, Bucket bucket) {
    var keys = new TreeSet<String>();
    store.list(bucket, null, 100_000).forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  private static TreeSet<String> texts(Database database, String query) {
    List<String> texts = database.query(handle -> handle.select(query).mapTo(String.class).list());
    return new TreeSet<>(texts);
  }

  private static List<String> list(JsonNode result, String field) {
    return result.path(field).valueStream().map(JsonNode::asString).toList();
  }
}
