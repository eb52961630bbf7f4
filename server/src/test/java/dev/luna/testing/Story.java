package dev.luna.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Words for stories about tasks. */
public final class Story {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Client client;

  public Story(Client client) {
    this.client = client;
  }

  /** Creates a collection of a version of face descriptors and returns its id. */
  public long gcStarts(int version) {
    return gcStarts(
        """
        {"content":{"target":"face_descriptors","filters":{"descriptor_version":%d}}}\
        """
            .formatted(version));
  }

  public long gcStarts(String body) {
    var answer = client.post("/4/tasks/gc", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    long id = answer.json().path("task_id").asLong();
    assertThat(answer.header("Location")).isEqualTo("/4/tasks/" + id);
    return id;
  }

  public JsonNode task(long id) {
    return client.get("/4/tasks/" + id).json();
  }

  public int status(long id) {
    return task(id).path("task_status").asInt();
  }

  public int partsDone(long id) {
    return task(id).path("count_task_parts_done").asInt();
  }

  public void awaitStatus(long id, int status) {
    await().atMost(PATIENCE).until(() -> status(id) == status);
  }

  public void awaitPartsDone(long id, int least) {
    await().atMost(PATIENCE).until(() -> partsDone(id) >= least);
  }

  public JsonNode result(long id) {
    var answer = client.get("/4/tasks/" + id + "/result");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=task_%d.json".formatted(id));
    return answer.json();
  }

  /** The ids of a result, each of which has to be there once. */
  public Set<UUID> removedFaces(long id) {
    var ids = result(id).path("face_ids");
    var unique = new HashSet<UUID>();
    ids.forEach(face -> unique.add(UUID.fromString(face.asString())));
    assertThat(unique).hasSize(ids.size());
    return unique;
  }
}
