package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.check.Check;
import dev.luna.config.Config;
import dev.luna.db.Database;
import dev.luna.extraction.DemoModels;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.worker.WorkerExtractor;
import dev.luna.testing.Client;
import dev.luna.testing.Nodes;
import dev.luna.testing.Story;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An extraction by two processes that are killed at random: each face gets what its sample gives.
 */
class KilledExtractionTest {
  private static final int FACES = Integer.getInteger("chaos.faces", 240);
  private static final int PICTURES = 8;
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(2);

  @TempDir private Path files;

  @Test
  void eachFaceGetsItsDescriptorOnce() throws IOException {
    Path models = files.resolve("models");
    assertThat(DemoModels.install(models)).isTrue();
    var address = TestDatabases.create();
    var settings = TestServer.settings(address);
    settings.putAll(
        Map.of(
            "TASKS.HEARTBEAT_INTERVAL", "300",
            "TASKS.SUBTASK_SIZE", "20",
            "TASKS.MAX_CHUNK_SIZE", "5",
            "TASKS.CHUNK_PAUSE", "200",
            "LOGGER.LEVEL", "INFO",
            "EXTRACTION.MODELS", models.resolve("models.json").toString(),
            "IMAGE_STORE.TYPE", "DISK",
            "IMAGE_STORE.DIRECTORY", files.resolve("images").toString(),
            "STORAGE.DATA_DIR", files.resolve("data").toString()));
    var random = new Random(SEED);
    try (var database = TestDatabases.open(address);
        var nodes = new Nodes(settings, 2)) {
      var pictures = faces(nodes.first().client());
      long id = start(nodes.first().client());
      int kills = 0;
      while (!isDone(database, id)) {
        long due = System.nanoTime() + BETWEEN_KILLS.toNanos();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> isDone(database, id) || System.nanoTime() > due);
        kills += nodes.kill(random);
        assertThat(kills).as("kills, and no end").isLessThan(1000);
      }

      assertThat(kills).as("kills while it ran, seed %d", SEED).isPositive();
      var result = new Story(nodes.first().client()).result(id);
      assertThat(result.path("objects").valueStream().map(o -> o.path("id").asString()))
          .containsExactlyInAnyOrderElementsOf(pictures.keySet());
      assertDescriptors(database, pictures, models);
      assertThat(count(database, "task_errors")).isZero();
      assertThat(new Check(database, Optional.empty(), Clock.systemUTC()).run(false)).isEmpty();
    }
  }

  private static void assertDescriptors(
      Database database, Map<String, Integer> pictures, Path models) {
    var expected = new HashMap<Integer, byte[]>();
    try (var extractor =
        WorkerExtractor.open(
            Config.DEFAULT.extraction(),
            models.resolve("models.json"),
            Config.DEFAULT.imageStore().maxImagePixels())) {
      var model = extractor.model(ModelKind.FACE_DESCRIPTOR, 60);
      for (int n = 0; n < PICTURES; n++) {
        var outcome = extractor.extract(model, List.of(TestPictures.face(n))).outcomes().getFirst();
        expected.put(n, ((Outcome.Descriptor) outcome).bytes());
      }
    }
    var found = new HashMap<String, byte[]>();
    database
        .query(handle ->
            handle
                .select(
                    """
                    select face_id, descriptor
                    from face_descriptors
                    where descriptor_version = 60
                    """)
                .map((row, context) ->
                    Map.entry(
                        row.getObject("face_id", UUID.class).toString(),
                        row.getBytes("descriptor")))
                .list())
        .forEach(row -> assertThat(found.put(row.getKey(), row.getValue())).isNull());
    assertThat(found.keySet()).isEqualTo(pictures.keySet());
    found.forEach((face, descriptor) ->
        assertThat(descriptor).as(face).isEqualTo(expected.get(pictures.get(face))));
  }

  /** Makes faces; which picture each of them has. */
  private static Map<String, Integer> faces(Client client) {
    var pictures = new HashMap<String, Integer>();
    for (int n = 0; n < PICTURES; n++) {
      String sample =
          client
              .upload("/6/samples/faces", "image/jpeg", TestPictures.face(n))
              .expect(201)
              .json()
              .path("image_id")
              .asString();
      for (int face = 0; face < FACES / PICTURES; face++) {
        var answer =
            client.post(
                "/6/faces",
                """
                {"attributes":{"samples":["%s"],
                  "descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}}\
                """
                    .formatted(sample));
        pictures.put(answer.expect(201).json().path("face_id").asString(), n);
      }
    }
    return pictures;
  }

  private static long start(Client client) {
    return client
        .post(
            "/4/tasks/additional_extract",
            """
            {"content":{"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor",
             "options":{"missing":true,"descriptor_version":60}}}\
            """)
        .expect(202)
        .json()
        .path("task_id")
        .asLong();
  }

  private static boolean isDone(Database database, long id) {
    return database.query(handle ->
        handle
            .select("select task_status = 5 from tasks where task_id = ?", id)
            .mapTo(Boolean.class)
            .one());
  }

  private static long count(Database database, String table) {
    return database.query(handle ->
        handle
            .select("select count(*) from <table>")
            .define("table", table)
            .mapTo(Long.class)
            .one());
  }
}
