package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.luna.errors.ErrorCode;
import dev.luna.tasks.ProgressStore;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class TaskProgressResourceTest {
  private static final int FACES = 60;

  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(
          Map.of(
              "TASKS.SUBTASK_SIZE", "30", "TASKS.MAX_CHUNK_SIZE", "1", "TASKS.CHUNK_PAUSE", "50"),
          null);

  private Client admin;
  private Story story;

  @BeforeEach
  void client() {
    admin = SERVER.admin();
    story = new Story(admin);
  }

  @Test
  void aTaskThatRunsTellsHowFarItIsAndHowFast() {
    TestData.faces(SERVER.database(), FACES, 56);
    long id = story.gcStarts(56);

    await().until(() -> progress(id).path("objects_done").asLong() > 3);
    new ProgressStore(SERVER.database()).sample(Instant.now());
    admin.patch("/4/tasks/" + id + "?action=pause", "").expect(204);
    var paused = progress(id);
    admin.patch("/4/tasks/" + id + "?action=resume", "").expect(204);
    story.awaitStatus(id, 5);
    var ended = progress(id);

    assertThat(paused.path("paused").asBoolean()).isTrue();
    assertThat(paused.path("seconds_left").isNull()).isTrue();
    assertThat(paused.path("objects_done").asLong()).isBetween(4L, (long) FACES);
    assertThat(paused.path("rate").asDouble()).isPositive();
    assertThat(paused.path("slowest").asString()).isEqualTo("changing");
    assertThat(ended.path("objects_done").asLong()).isEqualTo(FACES);
    assertThat(ended.path("share").asDouble()).isEqualTo(1);
    assertThat(ended.path("seconds_left").asLong()).isZero();
    assertThat(ended.path("samples")).isNotEmpty();
    long millis =
        Instant.parse(story.task(id).path("end_time").asString()).toEpochMilli()
            - Instant.parse(story.task(id).path("create_time").asString()).toEpochMilli();
    assertThat(ended.path("rate").asDouble()).isEqualTo(FACES * 1000.0 / millis, within(0.01));
  }

  @Test
  void onlyAdminsSeeIt() {
    long id = story.gcStarts(77);
    Member.register(SERVER, "progress", "user")
        .client()
        .get("/4/tasks/" + id + "/progress")
        .expect(403);
    admin.get("/4/tasks/999999/progress").expect(404, ErrorCode.TASK_NOT_FOUND);
  }

  private JsonNode progress(long id) {
    return admin.get("/4/tasks/" + id + "/progress").expect(200).json();
  }
}
