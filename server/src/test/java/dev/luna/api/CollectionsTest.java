package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.luna.check.Check;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Garbage collections of events, faces and descriptors of events, as operators start them. */
class CollectionsTest {
  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(
          Map.of("TASKS.SUBTASK_SIZE", "5", "OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8"), null);

  private Client admin;
  private Member member;
  private Member other;
  private Story story;

  @BeforeEach
  void start() {
    admin = SERVER.admin();
    member = Member.register(SERVER, "member", "user");
    other = Member.register(SERVER, "other", "user");
    story = new Story(admin);
  }

  @AfterEach
  void close() {
    // Whatever was collected, counters agree with the rows.
    assertThat(new Check(SERVER.database(), Optional.empty(), Clock.systemUTC()).run(false))
        .isEmpty();
    TestData.clear(SERVER.database());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "sources":["gate"]
          "tags":["late","other"]
          "stream_ids":["11111111-1111-4111-8111-111111111111"]
          "handler_ids":["22222222-2222-4222-8222-222222222222"]
          "face_ids":["33333333-3333-4333-8333-333333333333"]
          "create_time__lt":"2026-01-01T00:00:00Z"
          "create_time__gte":"2025-01-01T00:00:00+01:00","create_time__lt":"now-1M"
          "end_time__lt":"2026-01-02T00:00:00Z"
          """)
  void eventsOfAFilterGoAndNoOthers(String filter) {
    var wanted = new ArrayList<String>();
    for (int n = 0; n < 12; n++) {
      wanted.add(
          event(
              member,
              """
              "source":"gate","tags":["late"],"stream_id":"11111111-1111-4111-8111-111111111111",
              "handler_id":"22222222-2222-4222-8222-222222222222",
              "face_id":"33333333-3333-4333-8333-333333333333",
              "create_time":"2025-12-%02dT10:00:00Z","end_time":"2025-12-31T00:00:00Z"\
              """
                  .formatted(n + 1)));
    }
    String kept = event(member, "\"source\":\"door\",\"tags\":[\"early\"]");

    long id = collect("events", filter, "");

    var result = story.result(id);
    assertThat(texts(result, "event_ids")).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(result.path("removed_count").asInt()).isEqualTo(12);
    assertThat(member.client().get("/6/events/" + kept).status()).isEqualTo(200);
    assertThat(member.client().get("/6/events/count").json().path("count").asInt()).isEqualTo(1);
    assertThat(member.client().get("/6/events/" + wanted.getFirst()).status()).isEqualTo(404);
  }

  @Test
  void eventsOfAnAccountGoWithoutAListOfThem() {
    event(member, "\"source\":\"a\"");
    String kept = event(other, "\"source\":\"a\"");

    long id =
        collect("events", "\"account_id\":\"%s\"".formatted(member.id()), "\"store_results\":0,");

    assertThat(story.result(id).has("event_ids")).isFalse();
    assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(1);
    assertThat(other.client().get("/6/events/" + kept).status()).isEqualTo(200);
  }

  @Test
  void samplesGoWithTheLastThatRefersToThem() {
    String own = sample("/6/samples/faces");
    String shared = sample("/6/samples/faces");
    String body =
        member
            .client()
            .upload("/6/samples/bodies", "image/jpeg", TestPictures.BODY)
            .expect(201)
            .json()
            .path("image_id")
            .asString();
    event(
        member,
        "\"source\":\"x\",\"face_samples\":[\"%s\",\"%s\"],\"body_samples\":[\"%s\"]"
            .formatted(own, shared, body));
    String face = face(member, shared);

    long first = collect("events", "\"sources\":[\"x\"]", "\"remove_samples\":1,");

    assertThat(texts(story.result(first), "face_samples")).containsExactly(own);
    assertThat(texts(story.result(first), "body_samples")).containsExactly(body);
    assertThat(member.client().get("/6/samples/faces/" + own).status()).isEqualTo(404);
    assertThat(member.client().get("/6/samples/faces/" + shared).status()).isEqualTo(200);
    assertThat(rows("select count(*) from blob_removals")).isZero();

    long second =
        collect("faces", "\"account_id\":\"%s\"".formatted(member.id()), "\"remove_samples\":1,");
    assertThat(texts(story.result(second), "face_ids")).containsExactly(face);
    assertThat(texts(story.result(second), "face_samples")).containsExactly(shared);
    assertThat(member.client().get("/6/samples/faces/" + shared).status()).isEqualTo(404);
  }

  @Test
  void imageOriginsGoAndWhatAnotherServerRefusesIsTriedAgainOnDemand() throws IOException {
    var calls = new CopyOnWriteArrayList<String>();
    var refuses = new boolean[] {true};
    var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
          boolean isRefused = exchange.getRequestURI().getPath().equals("/b") && refuses[0];
          exchange.sendResponseHeaders(isRefused ? 500 : 204, -1);
          exchange.close();
        });
    receiver.start();
    try {
      String base = "http://127.0.0.1:" + receiver.getAddress().getPort();
      String image =
          member
              .client()
              .upload("/6/images", "image/jpeg", TestPictures.FACE)
              .expect(201)
              .json()
              .path("image_id")
              .asString();
      event(member, "\"image_origin\":\"/6/images/%s\"".formatted(image));
      event(member, "\"image_origin\":\"%s/a\"".formatted(base));
      String guilty = event(member, "\"image_origin\":\"%s/b\"".formatted(base));

      long id =
          collect(
              "events",
              "\"account_id\":\"%s\"".formatted(member.id()),
              "\"remove_image_origins\":1,");

      assertThat(calls).containsExactlyInAnyOrder("DELETE /a", "DELETE /b");
      assertThat(member.client().get("/6/images/" + image).status()).isEqualTo(404);
      assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(3);
      var errors = admin.get("/4/tasks/%d/errors".formatted(id)).json().path("errors");
      assertThat(errors.size()).isEqualTo(1);
      assertThat(errors.path(0).path("additional_info").asString()).isEqualTo(guilty);
      assertThat(errors.path(0).path("error_code").asInt()).isEqualTo(90015);

      refuses[0] = false;
      long retry = retry(id);
      assertThat(calls).endsWith("DELETE /b").hasSize(3);
      assertThat(story.task(retry).path("retry_of").asLong()).isEqualTo(id);
      assertThat(rows("select count(*) from blob_removals")).isZero();
      assertThat(admin.post("/4/tasks/%d/retry".formatted(retry), "").errorCode()).isEqualTo(90016);
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void everyOriginWhoseServerIsAwayIsAnErrorOfItsOwn() {
    for (int n = 0; n < 20; n++) {
      event(member, "\"image_origin\":\"http://127.0.0.1:1/%d\"".formatted(n));
    }

    long id =
        collect(
            "events",
            "\"account_id\":\"%s\"".formatted(member.id()),
            "\"remove_image_origins\":1,");

    assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(20);
    assertThat(rows("select count(distinct additional_info) from task_errors")).isEqualTo(20);
    assertThat(rows("select count(*) from blob_removals where failed_time is not null"))
        .isEqualTo(20);
  }

  @Test
  void anEventThatCannotBeRemovedIsRecordedAndTheOthersGo() {
    var all = new ArrayList<String>();
    for (int n = 0; n < 20; n++) {
      all.add(event(member, "\"source\":\"x\""));
    }
    String guilty = all.get(7);
    SERVER
        .database()
        .inTransaction(handle ->
            handle.execute(
                """
                create function refuse() returns trigger language plpgsql as $$
                begin
                  if old.event_id = '%s' then raise exception 'not this one'; end if;
                  return old;
                end
                $$;
                create trigger refuse before delete on events
                for each row execute function refuse()
                """
                    .formatted(guilty)));

    long id = collect("events", "\"sources\":[\"x\"]", "");

    assertThat(texts(story.result(id), "event_ids")).hasSize(19).doesNotContain(guilty);
    var errors = admin.get("/4/tasks/%d/errors".formatted(id)).json().path("errors");
    assertThat(errors.size()).isEqualTo(1);
    assertThat(errors.path(0).path("additional_info").asString()).isEqualTo(guilty);

    SERVER.database().inTransaction(handle -> handle.execute("drop trigger refuse on events"));
    assertThat(texts(story.result(retry(id)), "event_ids")).containsExactly(guilty);
  }

  @Test
  void facesOfAListGoWithTheirAttributesAndLinks() {
    String list =
        member
            .client()
            .post("/6/lists", "{\"user_data\":\"x\"}")
            .expect(201)
            .json()
            .path("list_id")
            .asString();
    String inList = face(member, null);
    String kept = face(member, null);
    member
        .client()
        .patch(
            "/6/linker",
            """
            {"action":"attach","list_id":"%s","face_ids":["%s"]}\
            """
                .formatted(list, inList))
        .expect(204);

    long id = collect("faces", "\"list_id\":\"%s\"".formatted(list), "");

    assertThat(texts(story.result(id), "face_ids")).containsExactly(inList);
    assertThat(member.client().get("/6/faces/" + kept).status()).isEqualTo(200);
    assertThat(rows("select count(*) from list_faces")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"face", "body"})
  void aVersionOfDescriptorsOfEventsGoesAndTheEventsStay(String type) {
    var with = new ArrayList<String>();
    for (int n = 0; n < 12; n++) {
      with.add(
          event(
              member,
              """
              "create_time":"2026-%02d-01T00:00:00Z","%s_descriptors":[
              {"descriptor_version":56,"descriptor":"AAAA"},
              {"descriptor_version":59,"descriptor":"AAAA"}]\
              """
                  .formatted(n % 11 + 1, type)));
    }

    long id =
        collect(
            "event_descriptors",
            "\"descriptor_version\":56,\"descriptor_type\":\"%s\"".formatted(type),
            "");

    assertThat(texts(story.result(id), "event_ids")).containsExactlyInAnyOrderElementsOf(with);
    assertThat(rows("select count(*) from event_%s_descriptors".formatted(type))).isEqualTo(12);
    assertThat(rows("select count(*) from events")).isEqualTo(12);
    assertThat(rows("select count(*) from pg_tables where tablename like 'collected%'")).isZero();
    // The version can come again.
    event(
        member,
        "\"%s_descriptors\":[{\"descriptor_version\":56,\"descriptor\":\"AAAA\"}]".formatted(type));
  }

  @Test
  void aPlanSaysWhatWouldGoAndChangesNothing() {
    for (int n = 0; n < 3; n++) {
      event(member, "\"source\":\"x\",\"create_time\":\"2026-0%d-01T00:00:00Z\"".formatted(n + 1));
    }
    event(other, "\"source\":\"x\"");
    String body =
        "{\"content\":{\"target\":\"events\",\"filters\":{\"create_time__lt\":\"2026-05-01T00:00:00Z\"}}}";

    var plan = admin.post("/4/tasks/gc?plan=1", body).expect(200).json();

    assertThat(plan.path("objects").asInt()).isEqualTo(3);
    assertThat(plan.path("exact").asBoolean()).isTrue();
    assertThat(plan.path("bytes").asLong()).isPositive();
    assertThat(Instant.parse(plan.path("oldest").asString()))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(plan.path("accounts").path(0).path("account_id").asString())
        .isEqualTo(member.id().toString());
    assertThat(plan.path("examples").size()).isEqualTo(3);
    assertThat(plan.path("seconds").isNull()).isTrue();
    assertThat(rows("select count(*) from tasks")).isZero();
    assertThat(rows("select count(*) from events")).isEqualTo(4);

    long id = story.gcStarts(body);
    story.awaitStatus(id, 5);
    assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(3);
    assertThat(admin.post("/4/tasks/gc?plan=1", body).expect(200).json().path("seconds").asInt())
        .isZero();
  }

  @Test
  void relativeTimesAreResolvedWhenTheTaskIsCreated() {
    long id = collect("events", "\"create_time__lt\":\"now-30d\"", "");

    var stored =
        Instant.parse(
            story.task(id).path("content").path("filters").path("create_time__lt").asString());
    var created = Instant.parse(story.task(id).path("create_time").asString());
    assertThat(java.time.Duration.between(stored, created))
        .isBetween(java.time.Duration.ofDays(30), java.time.Duration.ofDays(30).plusSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"target\":\"events\",\"filters\":{}}",
        "{\"target\":\"faces\",\"filters\":{}}",
        "{\"target\":\"events\",\"filters\":{\"list_id\":\"557d54ec-29ad-4f3c-93b4-c9092ef12515\"}}",
        "{\"target\":\"events\",\"filters\":{\"create_time__lt\":\"now-30x\"}}",
        "{\"target\":\"events\",\"filters\":{\"create_time__lt\":\"yesterday\"}}",
        "{\"target\":\"events\",\"filters\":{\"create_time__lt\":\"now-999999999y\"}}",
        "{\"target\":\"events\",\"filters\":{\"sources\":[]}}",
        "{\"target\":\"faces\",\"filters\":{\"sources\":[\"a\"]}}",
        "{\"target\":\"event_descriptors\",\"filters\":{\"descriptor_version\":1}}",
        "{\"target\":\"event_descriptors\",\"filters\":{\"descriptor_version\":1,\"descriptor_type\":\"x\"}}",
        "{\"target\":\"events\",\"filters\":{\"sources\":[\"a\"]},\"remove_samples\":2}",
        "{\"target\":\"events\",\"filters\":{\"sources\":[\"a\"]},\"remove_samples\":1.5}"
      })
  void whatCannotBeMeantIsRefused(String content) {
    for (String plan : List.of("", "?plan=1")) {
      var answer = admin.post("/4/tasks/gc" + plan, "{\"content\":%s}".formatted(content));
      assertThat(answer.errorCode()).as(answer.body()).isEqualTo(12022);
      assertThat(answer.json().path("detail").asString()).contains("content");
    }
    assertThat(rows("select count(*) from tasks")).isZero();
  }

  @Test
  void aPausedTaskWaitsAndGoesOn() {
    for (int n = 0; n < 10; n++) {
      event(member, "\"source\":\"x\"");
    }
    long id =
        SERVER
            .database()
            .transaction(handle -> {
              handle.execute("lock table events in share mode");
              long started =
                  story.gcStarts(
                      "{\"content\":{\"target\":\"events\",\"filters\":{\"sources\":[\"x\"]}}}");
              admin.patch("/4/tasks/%d?action=pause".formatted(started), "").expect(204);
              return started;
            });
    assertThat(story.task(id).path("paused").asBoolean()).isTrue();
    await()
        .until(
            () -> rows("select count(*) from scheduled_tasks where task_name = 'run-lane'") == 0);
    assertThat(story.status(id)).isLessThan(5);

    admin.patch("/4/tasks/%d?action=resume".formatted(id), "").expect(204);
    story.awaitStatus(id, 5);

    assertThat(texts(story.result(id), "event_ids")).hasSize(10);
    assertThat(admin.patch("/4/tasks/%d?action=pause".formatted(id), "").errorCode())
        .isEqualTo(90013);
    assertThat(admin.patch("/4/tasks/%d?action=stop".formatted(id), "").errorCode())
        .isEqualTo(12012);
  }

  private long collect(String target, String filters, String options) {
    long id =
        story.gcStarts(
            "{\"content\":{\"target\":\"%s\",%s\"filters\":{%s}}}"
                .formatted(target, options, filters));
    story.awaitStatus(id, 5);
    return id;
  }

  private long retry(long id) {
    var answer = admin.post("/4/tasks/%d/retry".formatted(id), "").expect(202);
    long retry = answer.json().path("task_id").asLong();
    story.awaitStatus(retry, 5);
    return retry;
  }

  private static String event(Member owner, String fields) {
    return owner
        .client()
        .post("/6/events", "{\"events\":[{%s}]}".formatted(fields))
        .expect(201)
        .json()
        .path("event_ids")
        .path(0)
        .asString();
  }

  private String sample(String path) {
    return member
        .client()
        .upload(path, "image/jpeg", TestPictures.FACE)
        .expect(201)
        .json()
        .path("image_id")
        .asString();
  }

  private static String face(Member owner, @org.jspecify.annotations.Nullable String sample) {
    String id =
        owner
            .client()
            .post("/6/faces", "{\"user_data\":\"x\"}")
            .expect(201)
            .json()
            .path("face_id")
            .asString();
    if (sample != null) {
      owner
          .client()
          .put("/6/faces/%s/attributes".formatted(id), "{\"samples\":[\"%s\"]}".formatted(sample))
          .expect(204);
    }
    return id;
  }

  private static List<String> texts(JsonNode node, String field) {
    var texts = new ArrayList<String>();
    node.path(field).forEach(text -> texts.add(text.asString()));
    return texts;
  }

  private long rows(String query) {
    return SERVER.database().query(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
