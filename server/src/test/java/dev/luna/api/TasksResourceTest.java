package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.testing.Client;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a garbage collection of face descriptors, from the API down to the rows. */
class TasksResourceTest {
  private static final int FACES = 500;

  private final TestServer server =
      new TestServer(Map.of("TASKS.SUBTASK_SIZE", "50", "TASKS.MAX_CHUNK_SIZE", "20"), null);
  private Client admin = new Client(java.net.URI.create("http://unset.invalid"));
  private Story story = new Story(admin);

  @BeforeEach
  void start() {
    server.start();
    admin = server.admin();
    story = new Story(admin);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aVersionIsRemovedAndItsFacesAreListed() {
    TestData.faces(server.database(), FACES, 56, 59);

    long id =
        story.gcStarts(
            """
            {"content":{"target":"face_descriptors","filters":{"descriptor_version":56}},
             "description":"old network"}\
            """);
    story.awaitStatus(id, 5);

    assertThatJson(story.task(id).toString())
        .isEqualTo(
            """
            {"task_id":%d,"task_type":4,"task_status":5,"description":"old network",
             "content":{"target":"face_descriptors","filters":{"descriptor_version":56}},
             "create_time":"${json-unit.any-string}","end_time":"${json-unit.any-string}",
             "last_update_time":"${json-unit.any-string}","result_id":"${json-unit.any-string}",
             "account_id":"${json-unit.any-string}","count_task_parts_done":10,
             "count_task_parts_all":10,"notification_policy":{"enable":1,"task_callbacks":[],"subtask_callbacks":[]},
             "result_storage_policy":{"ttl":null},"schedule_id":null,"paused":false,
             "retry_of":null}\
            """
                .formatted(id));
    assertThat(story.result(id).path("target").asString()).isEqualTo("face_descriptors");
    assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(FACES);
    var expected = new HashSet<>();
    for (int n = 1; n <= FACES; n++) {
      expected.add(TestData.face(n));
    }
    assertThat(story.removedFaces(id)).isEqualTo(expected);

    assertThat(rows("select count(*) from face_descriptors where descriptor_version = 56"))
        .isZero();
    assertThat(rows("select count(*) from face_descriptors")).isEqualTo(FACES);
    assertThat(rows("select count(*) from pg_tables where tablename like 'collected%'")).isZero();
    var counters = new Counters(server.database());
    assertThat(counters.values(Counter.FACE_DESCRIPTORS)).isEqualTo(Map.of("59", (long) FACES));
    assertThat(counters.value(Counter.FACE_ATTRIBUTES, Counter.ALL)).isEqualTo(FACES);
  }

  @Test
  void removingDescriptorsMovesTheUpdateTimeOfTheLists() {
    TestData.faces(server.database(), 10, 56);
    Instant before = listUpdate();

    story.awaitStatus(story.gcStarts(56), 5);

    assertThat(listUpdate()).isAfter(before);
  }

  @Test
  void withoutStoredResultsOnlyTheCountIsKept() {
    TestData.faces(server.database(), 60, 56);

    for (String flag : new String[] {"false", "0"}) {
      long id =
          story.gcStarts(
              """
              {"content":{"target":"face_descriptors","filters":{"descriptor_version":56},
               "store_results":%s}}\
              """
                  .formatted(flag));
      story.awaitStatus(id, 5);

      assertThat(story.result(id).has("face_ids")).isFalse();
    }
    assertThat(story.result(1).path("removed_count").asInt()).isEqualTo(60);
    assertThat(story.result(2).path("removed_count").asInt()).isZero();
  }

  @Test
  void aVersionThatNobodyHasIsDoneAtOnceWithAnEmptyList() {
    long id = story.gcStarts(77);
    story.awaitStatus(id, 5);

    assertThatJson(story.result(id).toString())
        .isEqualTo(
            """
            {"target":"face_descriptors","removed_count":0,"spared_count":0,"face_ids":[]}\
            """);
  }

  @Test
  void theDefaultVersionIsRefusedUnlessForced() {
    TestData.faces(server.database(), 10, 59);
    String content =
        """
        {"content":{"target":"face_descriptors","filters":{"descriptor_version":59}%s}}\
        """;

    var refused = admin.post("/4/tasks/gc", content.formatted(""));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errorCode()).isEqualTo(12031);
    assertThat(refused.detail()).contains("59").contains("force");
    assertThat(admin.post("/4/tasks/gc", content.formatted(",\"force\":0")).errorCode())
        .isEqualTo(12031);
    assertThat(rows("select count(*) from tasks")).isZero();

    long id = story.gcStarts(content.formatted(",\"force\":true"));
    story.awaitStatus(id, 5);
    assertThat(story.removedFaces(id)).hasSize(10);
  }

  @Test
  void contentIsHeldToItsForm() {
    String[] refused = {
      "{\"description\":\"x\"}",
      "{\"content\":{\"target\":\"descriptors\",\"filters\":{\"descriptor_version\":1}}}",
      "{\"content\":{\"target\":\"face_descriptors\"}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{}}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":\"1\"}}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":1.5}}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":-1}}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":2147483648}}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":1,\"x\":1}}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":1},\"store_results\":2}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":1}},\"description\":1}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":1},\"force\":1.0}}",
      "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":1e-999999}}}",
      "{\"content\":null}"
    };
    for (String body : refused) {
      assertThat(admin.post("/4/tasks/gc", body).errorCode()).as(body).isEqualTo(12022);
    }
    assertThat(rows("select count(*) from tasks")).isZero();
  }

  @Test
  void tasksAreListedNewestFirstAndFiltered() {
    long first = story.gcStarts(61);
    long second = story.gcStarts(62);
    story.awaitStatus(first, 5);
    story.awaitStatus(second, 5);

    var all = admin.get("/4/tasks").json().path("tasks");
    assertThat(all.size()).isEqualTo(2);
    assertThat(all.path(0).path("task_id").asLong()).isEqualTo(second);
    assertThat(count("")).isEqualTo(2);
    assertThat(count("?task_ids=" + first)).isEqualTo(1);
    assertThat(count("?task_ids=%d,%d".formatted(first, second))).isEqualTo(2);
    assertThat(count("?task_type=4&task_status=5")).isEqualTo(2);
    assertThat(count("?task_type=5")).isZero();
    assertThat(count("?task_status=1")).isZero();
    assertThat(count("?schedule_id=1")).isZero();
    String account = all.path(0).path("account_id").asString();
    assertThat(count("?account_id=" + account)).isEqualTo(2);
    assertThat(count("?account_id=" + UUID.randomUUID())).isZero();
    assertThat(admin.get("/4/tasks?page_size=1&account_id=" + account).json().path("tasks"))
        .hasSize(1);
    String created = all.path(0).path("create_time").asString();
    assertThat(count("?create_time__lt=" + created)).isEqualTo(1);
    assertThat(count("?create_time__gte=" + created)).isEqualTo(1);
    assertThat(count("?end_time__gte=2000-01-01T00:00:00Z")).isEqualTo(2);
    assertThat(count("?end_time__lt=2000-01-01T00:00:00%2B03:00")).isZero();
    assertThat(admin.get("/4/tasks?page=2&page_size=1").json().path("tasks").size()).isEqualTo(1);
    assertThat(admin.get("/4/tasks?page_size=1").json().at("/tasks/0/task_id").asLong())
        .isEqualTo(second);
  }

  @Test
  void subtasksCoverTheWorkInOrder() {
    TestData.faces(server.database(), 100, 56);
    long id = story.gcStarts(56);
    story.awaitStatus(id, 5);

    var subtasks = admin.get("/4/tasks/%d/subtasks".formatted(id)).json().path("subtasks");

    assertThat(subtasks.size()).isEqualTo(2);
    assertThat(subtasks.path(0).at("/content/up_to").asString())
        .isEqualTo(subtasks.path(1).at("/content/after").asString());
    subtasks.forEach(subtask -> {
      assertThat(subtask.path("subtask_status").asInt()).isEqualTo(5);
      assertThat(subtask.path("task_id").asLong()).isEqualTo(id);
    });
  }

  @Test
  void aTaskWithoutErrorsHasNone() {
    long id = story.gcStarts(61);
    story.awaitStatus(id, 5);

    assertThat(admin.get("/4/tasks/%d/errors".formatted(id)).json().path("errors").size()).isZero();
    assertThat(admin.get("/4/tasks/%d/errors/count".formatted(id)).json().path("count").asInt())
        .isZero();
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    for (String path :
        new String[] {
          "/4/tasks/99",
          "/4/tasks/99/result",
          "/4/tasks/99/subtasks",
          "/4/tasks/99/errors",
          "/4/tasks/99/errors/count"
        }) {
      assertThat(admin.get(path).errorCode()).as(path).isEqualTo(28001);
    }
    assertThat(admin.patch("/4/tasks/99", "").errorCode()).isEqualTo(28001);
    assertThat(admin.delete("/4/tasks/99").errorCode()).isEqualTo(28001);
    assertThat(admin.get("/4/tasks/0").errorCode()).isEqualTo(12013);
    assertThat(admin.get("/4/tasks/99999999999999999999").errorCode()).isEqualTo(12013);
  }

  @Test
  void aDoneTaskCanBeRemovedButNotCancelled() {
    TestData.faces(server.database(), 60, 56);
    long id = story.gcStarts(56);
    story.awaitStatus(id, 5);

    var refused = admin.patch("/4/tasks/" + id, "");
    assertThat(refused.errorCode()).isEqualTo(28019);
    assertThat(refused.detail())
        .isEqualTo("Task '%d' with status 5 cannot be canceled".formatted(id));

    assertThat(admin.delete("/4/tasks/" + id).status()).isEqualTo(204);
    assertThat(admin.get("/4/tasks/" + id).errorCode()).isEqualTo(28001);
    assertThat(rows("select count(*) from task_result_blocks")).isZero();
    assertThat(rows("select count(*) from subtasks")).isZero();
  }

  @Test
  void aTaskInFullSwingIsRemovedWithoutWaitingInARing() {
    TestData.faces(server.database(), 5000, 56);
    for (int round = 0; round < 5; round++) {
      long id = story.gcStarts(56);
      story.awaitPartsDone(id, 1);

      assertThat(admin.delete("/4/tasks/" + id).status()).isEqualTo(204);
      assertThat(rows("select count(*) from pg_tables where tablename like 'collected%'")).isZero();
      if (rows("select count(*) from face_descriptors") == 0) {
        // It was done before it was removed.
        return;
      }
      assertThat(rows("select count(*) from face_descriptors")).isEqualTo(5000);
    }
  }

  private Instant listUpdate() {
    return Instant.parse(
        admin.get("/4/lists/" + TestData.LIST).json().path("last_update_time").asString());
  }

  private long count(String query) {
    return admin.get("/4/tasks/count" + query).json().path("count").asLong();
  }

  private long rows(String query) {
    return server.database().query(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
