package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.db.Database;
import dev.luna.testing.Client;
import dev.luna.testing.LunaProcess;
import dev.luna.testing.S3Server;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two real processes, one PostgreSQL, one S3: what one writes the other reads. */
class SharedStorageTest {
  @Test
  void whatIsWrittenThroughOneNodeIsReadThroughTheOther() {
    var address = TestDatabases.create();
    var settings = new LinkedHashMap<>(TestServer.settings(address));
    try (var s3 = S3Server.start()) {
      settings.putAll(s3.settings());
      settings.put("LOGGER.LEVEL", "INFO");
      try (var database = TestDatabases.open(address);
          var first = LunaProcess.serve(settings);
          var second = LunaProcess.serve(settings)) {
        exchange(first.client(), second.client(), database);
      }
    }
  }

  private static void exchange(Client one, Client other, Database database) {
    byte[] picture = TestPictures.FACE;
    String sample = id(one.upload("/6/samples/faces", "image/jpeg", picture), "image_id");
    String list = id(other.post("/6/lists", "{\"user_data\":\"staff\"}"), "list_id");
    String face =
        id(
            one.post(
                "/6/faces",
                """
                {"lists":["%s"],"attributes":{"samples":["%s"],
                 "descriptors":[{"descriptor_version":59,"descriptor":"AAAA"}]}}
                """
                    .formatted(list, sample)),
            "face_id");
    String event =
        other
            .post(
                "/6/events",
                """
                {"face_id":"%s","face_samples":["%s"],"source":"camera-1"}
                """
                    .formatted(face, sample))
            .expect(201)
            .json()
            .path("event_ids")
            .get(0)
            .asString();

    assertThat(other.get("/6/samples/faces/" + sample).expect(200).bytes()).isEqualTo(picture);
    assertThat(
            other.get("/6/faces/" + face).expect(200).json().at("/attributes/samples/0").asString())
        .isEqualTo(sample);
    assertThat(one.get("/6/events?sources=camera-1").json().at("/events/0/event_id").asString())
        .isEqualTo(event);
    assertThat(one.get("/4/search?q=" + list).json().at("/data/face_count").asInt()).isEqualTo(1);

    // The same key on both nodes at once is one list.
    var lists =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(n -> (n % 2 == 0 ? one : other).with("Idempotency-Key", "once"))
            .map(client -> id(client.post("/6/lists", "{\"user_data\":\"new\"}"), "list_id"))
            .distinct();
    assertThat(lists).hasSize(1);
    assertThat(one.get("/6/lists/count").json().path("count").asInt()).isEqualTo(2);

    other.delete("/6/samples/faces/" + sample).expect(204);
    one.get("/6/samples/faces/" + sample).expect(404);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            database.query(handle ->
                handle
                    .select("select count(*) = 0 from blob_removals")
                    .mapTo(Boolean.class)
                    .one()));
  }

  private static String id(Client.Answer answer, String field) {
    return answer.expect(201).json().path(field).asString();
  }
}
