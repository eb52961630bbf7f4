package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.check.Check;
import dev.luna.db.Held;
import dev.luna.errors.ErrorCode;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldsResourceTest {
  private static final String ID = "11111111-2222-4333-8444-555555555555";
  private static final String ONE = "/4/holds/" + ID;

  @RegisterExtension
  static final TestServer SERVER = new TestServer(Map.of("TASKS.SUBTASK_SIZE", "5"), null);

  private Client admin;
  private Member member;
  private Story story;

  @BeforeEach
  void start() {
    admin = SERVER.admin();
    member = Member.register(SERVER, "member", "user");
    story = new Story(admin);
  }

  @AfterEach
  void close() {
    assertThat(new Check(SERVER.database(), Optional.empty(), Clock.systemUTC()).run(false))
        .isEmpty();
    TestData.clear(SERVER.database());
  }

  @Test
  void aHoldIsPlacedReplacedReadAndRemoved() {
    String body =
        """
        {"target":"account","account_id":"%s","reason":"case 7","expire_time":null}\
        """
            .formatted(member.id());
    String placed = admin.put(ONE, body).expect(201).body();
    assertThatJson(placed).node("target").isEqualTo("account");

    String replaced =
        """
        {"target":"events","filters":{"sources":["gate"],"create_time__lt":"2026-01-01T00:00:00Z"},
         "reason":"case 8","expire_time":"2999-01-01T00:00:00Z"}\
        """;
    admin.put(ONE, replaced).expect(204);

    var read = admin.get(ONE).expect(200).json();
    assertThatJson(read.path("filters").toString())
        .isEqualTo(
            """
            {"sources":["gate"],"create_time__lt":"${json-unit.any-string}"}\
            """);
    assertThat(read.path("reason").asString()).isEqualTo("case 8");
    assertThat(admin.get("/4/holds").expect(200).json().path("holds").size()).isEqualTo(1);
    admin.delete(ONE).expect(204);
    admin.delete(ONE).expect(404, ErrorCode.HOLD_NOT_FOUND);
    admin.get(ONE).expect(404, ErrorCode.HOLD_NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"target\":\"account\",\"reason\":\"x\"}",
        "{\"target\":\"events\",\"filters\":{},\"reason\":\"x\"}",
        "{\"target\":\"face\",\"account_id\":\"11111111-2222-4333-8444-555555555555\",\"reason\":\"x\"}",
        "{\"target\":\"account\",\"account_id\":\"11111111-2222-4333-8444-555555555555\",\"reason\":\"\"}",
        "{\"target\":\"account\",\"account_id\":\"11111111-2222-4333-8444-555555555555\","
            + "\"list_id\":\"11111111-2222-4333-8444-555555555555\",\"reason\":\"x\"}"
      })
  void whatHoldsNothingIsRefused(String body) {
    admin.put(ONE, body).expect(400, ErrorCode.INVALID_JSON);
  }

  @Test
  void whatIsNotThereOrOverIsRefused() {
    admin
        .put(ONE, "{\"target\":\"list\",\"list_id\":\"%s\",\"reason\":\"x\"}".formatted(ID))
        .expect(400, ErrorCode.LISTS_NOT_FOUND);
    admin
        .put(ONE, "{\"target\":\"face\",\"face_id\":\"%s\",\"reason\":\"x\"}".formatted(ID))
        .expect(400, ErrorCode.FACES_NOT_FOUND);
    admin
        .put(
            ONE,
            "{\"target\":\"account\",\"account_id\":\"%s\",\"reason\":\"x\",\"expire_time\":\"2020-01-01T00:00:00Z\"}"
                .formatted(ID))
        .expect(400, ErrorCode.BAD_INPUT);
  }

  @Test
  void nothingThatIsHeldIsCollectedAndTheResultSaysHowMuch() {
    String list =
        member
            .client()
            .post("/6/lists", "{\"user_data\":\"l\"}")
            .expect(201)
            .json()
            .path("list_id")
            .asString();
    String inList = face("a");
    String held = face("b");
    String free = face("c");
    member
        .client()
        .patch(
            "/6/linker",
            "{\"action\":\"attach\",\"list_id\":\"%s\",\"face_ids\":[\"%s\"]}"
                .formatted(list, inList))
        .expect(204);
    String ofFace = event("\"face_id\":\"%s\"".formatted(held));
    String ofList = event("\"face_id\":\"%s\"".formatted(inList));
    String ofFilter = event("\"source\":\"gate\",\"tags\":[\"t\"]");
    String other = event("\"source\":\"gate\"");
    hold("{\"target\":\"list\",\"list_id\":\"%s\",\"reason\":\"x\"}".formatted(list));
    hold("{\"target\":\"face\",\"face_id\":\"%s\",\"reason\":\"x\"}".formatted(held));
    hold(
        "{\"target\":\"events\",\"filters\":{\"sources\":[\"gate\"],\"tags\":[\"t\"]},\"reason\":\"x\"}");

    long events = collect("events", "\"account_id\":\"%s\"".formatted(member.id()));
    long faces = collect("faces", "\"account_id\":\"%s\"".formatted(member.id()));

    assertThat(removed(events, "event_ids")).containsExactly(other);
    assertThat(story.result(events).path("spared_count").asInt()).isEqualTo(3);
    assertThat(removed(faces, "face_ids")).containsExactly(free);
    assertThat(story.result(faces).path("spared_count").asInt()).isEqualTo(2);
    for (String kept : List.of(ofFace, ofList, ofFilter)) {
      member.client().get("/6/events/" + kept).expect(200);
    }
    var plan =
        admin
            .post(
                "/4/tasks/gc?plan=1",
                "{\"content\":{\"target\":\"events\",\"filters\":{\"account_id\":\"%s\"}}}"
                    .formatted(member.id()))
            .expect(200)
            .json();
    assertThat(plan.path("objects").asInt()).isZero();
    assertThat(plan.path("spared").asInt()).isEqualTo(3);

    admin
        .get("/4/holds?page_size=100")
        .json()
        .path("holds")
        .forEach(hold -> admin.delete("/4/holds/" + hold.path("hold_id").asString()).expect(204));
    assertThat(
            removed(collect("events", "\"account_id\":\"%s\"".formatted(member.id())), "event_ids"))
        .hasSize(3);
  }

  @Test
  void descriptorsOfWhatIsHeldStayAlsoIfTheVersionGoes() {
    String held = face("a");
    String free = face("b");
    for (String face : List.of(held, free)) {
      member
          .client()
          .put(
              "/6/faces/%s/attributes".formatted(face),
              "{\"descriptors\":[{\"descriptor_version\":56,\"descriptor\":\"AAAA\"}]}")
          .expect(204);
    }
    String heldEvent =
        event(
            "\"face_id\":\"%s\",\"face_descriptors\":[{\"descriptor_version\":56,\"descriptor\":\"AAAA\"}]"
                .formatted(held));
    String freeEvent =
        event("\"face_descriptors\":[{\"descriptor_version\":56,\"descriptor\":\"AAAA\"}]");
    hold("{\"target\":\"face\",\"face_id\":\"%s\",\"reason\":\"x\"}".formatted(held));

    long faces = collect("face_descriptors", "\"descriptor_version\":56");
    long events =
        collect("event_descriptors", "\"descriptor_version\":56,\"descriptor_type\":\"face\"");

    assertThat(removed(faces, "face_ids")).containsExactly(free);
    assertThat(story.result(faces).path("spared_count").asInt()).isEqualTo(1);
    assertThat(removed(events, "event_ids")).containsExactly(freeEvent);
    assertThat(story.result(events).path("spared_count").asInt()).isEqualTo(1);
    assertThat(ids("select face_id::text from face_descriptors")).containsExactly(held);
    assertThat(ids("select event_id::text from event_face_descriptors")).containsExactly(heldEvent);
  }

  @Test
  void aHoldWaitsForTheChunkThatHasNotSeenIt() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var placing =
          SERVER
              .database()
              .transaction(handle -> {
                Held.share(handle);
                var future =
                    threads.submit(() ->
                        hold(
                            "{\"target\":\"account\",\"account_id\":\"%s\",\"reason\":\"x\"}"
                                .formatted(member.id())));
                await()
                    .until(() ->
                        ids("select 'waits' from pg_locks where locktype = 'advisory' and not granted")
                                .size()
                            == 1);
                assertThat(future.isDone()).isFalse();
                return future;
              });
      await().until(placing::isDone);
    }
    assertThat(admin.get("/4/holds").json().path("holds").size()).isEqualTo(1);
  }

  private boolean hold(String body) {
    admin.put("/4/holds/" + UUID.randomUUID(), body).expect(201);
    return true;
  }

  private String face(String data) {
    return member
        .client()
        .post("/6/faces", "{\"user_data\":\"%s\"}".formatted(data))
        .expect(201)
        .json()
        .path("face_id")
        .asString();
  }

  private String event(String fields) {
    return member
        .client()
        .post("/6/events", "{\"events\":[{%s}]}".formatted(fields))
        .expect(201)
        .json()
        .path("event_ids")
        .path(0)
        .asString();
  }

  private long collect(String target, String filters) {
    long id =
        story.gcStarts(
            "{\"content\":{\"target\":\"%s\",\"filters\":{%s}}}".formatted(target, filters));
    story.awaitStatus(id, 5);
    return id;
  }

  private List<String> removed(long id, String field) {
    var ids = new ArrayList<String>();
    story.result(id).path(field).forEach(one -> ids.add(one.asString()));
    return ids;
  }

  private List<String> ids(String query) {
    return SERVER.database().query(handle -> handle.select(query).mapTo(String.class).list());
  }
}
