package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.check.Check;
import dev.luna.config.ImageStoreConfig;
import dev.luna.config.Settings;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStores;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.CallbackReceiver.Received;
import dev.luna.testing.Client;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The work that is disturbed: a collection of one account's events with their samples, told to a
 * receiver; and the laws that hold however it was disturbed.
 */
final class Purge implements AutoCloseable {
  /** How many events there are; {@code make chaos} has more. */
  static final int EVENTS = Integer.getInteger("chaos.events", 400);

  /** Of all that is drawn at random. */
  static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FAILED = 3;
  private static final int CANCELLED = 2;
  private static final int DONE = 5;
  private static final List<Bucket> SAMPLES = List.of(Bucket.FACES_SAMPLES, Bucket.BODIES_SAMPLES);

  private final Database database;
  private final ImageStore store;
  private final CallbackReceiver receiver = new CallbackReceiver();
  private final Before before;
  private long taskId;
  private int handled;

  /** What is to go, and what is to stay. */
  private record Before(
      UUID account,
      Set<String> events,
      Set<String> faceSamples,
      Set<String> bodySamples,
      Set<String> keptEvents,
      long keptSamples) {}

  /** Makes the events. */
  Purge(Database database, Map<String, String> settings) {
    this.database = database;
    ImageStoreConfig config = new Settings().layer("test", settings).resolve().imageStore();
    this.store = ImageStores.open(config, Path.of("unused"), Clock.systemUTC()).orElseThrow();
    this.before = demo();
  }

  /** Settings of nodes that take some seconds for it, however many they are. */
  static Map<String, String> settings(DatabaseAddress address, Path files, int nodes) {
    var settings = TestServer.settings(address);
    settings.putAll(
        Map.of(
            "TASKS.HEARTBEAT_INTERVAL", "300",
            "TASKS.SUBTASK_SIZE", "20",
            "TASKS.MAX_CHUNK_SIZE", "5",
            "TASKS.CHUNK_PAUSE", String.valueOf(100 * nodes),
            "OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8",
            "NOTIFICATIONS.RETRY_PAUSE", "200",
            "LOGGER.LEVEL", "INFO",
            "IMAGE_STORE.TYPE", "DISK",
            "IMAGE_STORE.DIRECTORY", files.toString(),
            "STORAGE.DATA_DIR", files.resolve("files").toString()));
    return settings;
  }

  void start(Client client) {
    String callback = "{\"type\":\"http\",\"url\":\"%s\"}".formatted(receiver.url("/hook"));
    taskId =
        new Story(client)
            .gcStarts(
                """
                {"content":{"target":"events","filters":{"account_id":"%s"},"remove_samples":1},
                 "notification_policy":{"task_callbacks":[%s],"subtask_callbacks":[%s]}}\
                """
                    .formatted(before.account(), callback, callback));
  }

  /** Whether it has ended; what is handled by now is never less than it was. */
  boolean isDone() {
    int now =
        database.query(handle ->
            handle
                .select(
                    "select coalesce(sum(objects_handled), 0) from subtasks where task_id = ?",
                    taskId)
                .mapTo(Integer.class)
                .one());
    assertThat(now).as("progress, seed %d", SEED).isGreaterThanOrEqualTo(handled);
    handled = now;
    int status =
        database.query(handle ->
            handle
                .select("select task_status from tasks where task_id = ?", taskId)
                .mapTo(Integer.class)
                .one());
    assertThat(status).as("failed or cancelled, seed %d", SEED).isNotIn(FAILED, CANCELLED);
    return status == DONE;
  }

  /** How many events are handled, as it was last looked at. */
  int handled() {
    return handled;
  }

  /** Waits for a time, or until it has ended; the database may be away. */
  void pause(Duration time) {
    long due = System.nanoTime() + time.toNanos();
    await()
        .atMost(time.plus(PATIENCE))
        .ignoreExceptions()
        .until(() -> isDone() || System.nanoTime() > due);
  }

  /** Waits until it has ended, as long as it goes on; the database may be away. */
  void awaitDone() {
    int before;
    do {
      before = handled;
      pause(PATIENCE);
    } while (handled > before);
    assertThat(isDone())
        .as(
            "done, seed %d; handled %d, queued %s",
            SEED, handled, texts("select to_jsonb(s)::text from scheduled_tasks s"))
        .isTrue();
  }

  /** All that has to be so once it has ended. */
  void assertLaws(Client client) {
    assertThat(isDone()).as("seed %d", SEED).isTrue();
    assertResult(new Story(client).result(taskId));
    assertRowsAndContents();
    assertCallbacks();
    assertNothingIsStuck();
  }

  @Override
  public void close() {
    receiver.close();
    store.close();
  }

  private Before demo() {
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
    var faces = texts("select unnest(face_samples)::text" + of);
    var bodies = texts("select unnest(body_samples)::text" + of);
    long all = texts("select image_id::text from images").size();
    return new Before(
        account,
        texts("select event_id::text" + of),
        faces,
        bodies,
        texts("select event_id::text from events where account_id <> '%s'".formatted(account)),
        all - faces.size() - bodies.size());
  }

  /** Every event that fits was handled exactly once. */
  private void assertResult(JsonNode result) {
    assertThat(result.path("removed_count").asInt()).isEqualTo(before.events().size());
    assertThat(list(result, "event_ids")).containsExactlyInAnyOrderElementsOf(before.events());
    assertThat(list(result, "face_samples"))
        .containsExactlyInAnyOrderElementsOf(before.faceSamples());
    assertThat(list(result, "body_samples"))
        .containsExactlyInAnyOrderElementsOf(before.bodySamples());
  }

  /** Nothing else was touched, rows and contents agree, and counters equal recounts. */
  private void assertRowsAndContents() {
    assertThat(texts("select event_id::text from events")).isEqualTo(before.keptEvents());
    await().atMost(PATIENCE).until(() -> texts("select key from blob_removals").isEmpty());
    var rows = texts("select image_id::text from images");
    assertThat(rows).hasSize((int) before.keptSamples());
    var contents = new TreeSet<String>();
    SAMPLES.forEach(bucket -> contents.addAll(keys(bucket)));
    assertThat(contents).isEqualTo(rows);
    assertThat(keys(Bucket.TASK_RESULTS)).isEqualTo(texts("select key from task_result_parts"));
    assertThat(texts("select description from task_errors")).isEmpty();
    assertThat(new Check(database, Optional.of(store), Clock.systemUTC()).run(false)).isEmpty();
  }

  /** At least once, each with one body, and by their first coming in the order of what happened. */
  private void assertCallbacks() {
    await()
        .atMost(PATIENCE)
        .until(() ->
            texts("select delivery_id::text from notification_deliveries where status <> 1")
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
        .isEqualTo(texts("select 'msg_' || delivery_id from notification_deliveries"));
    assertThat(firsts.getLast().path("task_status").asInt()).isEqualTo(DONE);
    var started = new HashSet<String>();
    var ended = new TreeSet<String>();
    int done = 0;
    for (var body : firsts.subList(0, firsts.size() - 1)) {
      String subtask = body.path("subtask_id").asString();
      if (body.path("subtask_status").asInt() == 1) {
        assertThat(started.add(subtask)).as("begin of subtask %s", subtask).isTrue();
      } else {
        assertThat(body.path("subtask_status").asInt()).isEqualTo(DONE);
        assertThat(started).contains(subtask);
        assertThat(ended.add(subtask)).as("end of subtask %s", subtask).isTrue();
      }
      assertThat(body.path("count_task_parts_done").asInt()).isGreaterThanOrEqualTo(done);
      done = body.path("count_task_parts_done").asInt();
    }
    assertThat(ended)
        .isEqualTo(texts("select subtask_id::text from subtasks where task_id = " + taskId));
  }

  /** No state after an end state, and nothing in the queue for what has ended. */
  private void assertNothingIsStuck() {
    assertThat(texts("select subtask_id::text from subtasks where subtask_status <> 5")).isEmpty();
    await()
        .atMost(PATIENCE)
        .until(() ->
            texts(
                    "select task_instance from scheduled_tasks where task_instance ~ '^%d(-|$)'"
                        .formatted(taskId))
                .isEmpty());
  }

  private TreeSet<String> keys(Bucket bucket) {
    var keys = new TreeSet<String>();
    store.list(bucket, null, 100_000).forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  private TreeSet<String> texts(String query) {
    List<String> texts = database.query(handle -> handle.select(query).mapTo(String.class).list());
    return new TreeSet<>(texts);
  }

  private static List<String> list(JsonNode result, String field) {
    return result.path(field).valueStream().map(JsonNode::asString).toList();
  }
}
