package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.check.Check;
import dev.luna.db.Timeline;
import dev.luna.events.EventWeekStore;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Collections of events by time alone, for which whole partitions go. */
class WholeWeeksTest {
  private static final Duration WEEK = Duration.ofDays(7);

  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(Map.of("TASKS.SUBTASK_SIZE", "5", "TASKS.MAX_CHUNK_SIZE", "4"), null);

  private static Member member;
  private static Member other;
  private final Story story = new Story(SERVER.admin());

  @BeforeAll
  static void register() {
    member = Member.register(SERVER, "weeks", "user");
    other = Member.register(SERVER, "others", "user");
  }

  @AfterEach
  void countersAgreeWithTheRows() {
    assertThat(new Check(SERVER.database(), Optional.empty(), Clock.systemUTC()).run(false))
        .isEmpty();
    assertThat(rows("select count(*) from pg_class where relname like 'gone_events%'")).isZero();
  }

  @Test
  void weeksGoAsAWholeAndTheirEdgesRowByRow() {
    var monday = Instant.parse("2025-06-02T00:00:00Z");
    var wanted = new ArrayList<String>();
    wanted.addAll(events(member, monday.minus(Duration.ofHours(30)), 10, Duration.ofHours(3)));
    wanted.addAll(events(other, monday, 40, Duration.ofHours(4)));
    wanted.addAll(events(member, monday.plus(WEEK).minusMillis(1), 3, Duration.ofHours(20)));
    var kept = new ArrayList<String>();
    kept.addAll(events(member, monday.minus(Duration.ofHours(31)), 1, WEEK));
    kept.addAll(events(other, monday.plus(Duration.ofDays(9)), 2, Duration.ofDays(1)));

    long id =
        story.gcStarts(
            body(monday.minus(Duration.ofHours(30)), monday.plus(Duration.ofDays(9)), ""));
    story.awaitStatus(id, 5);

    var result = story.result(id);
    assertThat(texts(result.path("event_ids"))).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(result.path("removed_count").asInt()).isEqualTo(wanted.size());
    assertThat(hasPartition("20250602")).isFalse();
    assertThat(hasPartition("20250526")).isTrue();
    kept.forEach(event -> assertThat(status(event)).isEqualTo(200));
    wanted.forEach(event -> assertThat(status(event)).isEqualTo(404));
    assertThat(rows("select count(*) from event_face_descriptors"))
        .isEqualTo(rows("select count(*) from events"));
    assertThat(
            SERVER
                .admin()
                .get("/4/tasks/" + id + "/progress")
                .json()
                .path("objects_expected")
                .asInt())
        .isEqualTo(wanted.size());
    // The week can be written to again.
    events(member, monday, 1, WEEK);
    assertThat(hasPartition("20250602")).isTrue();
    removeAll();
  }

  @Test
  void withoutAListAWeekIsDroppedAtOnce() {
    var monday = Instant.parse("2025-07-07T00:00:00Z");
    events(member, monday, 20, Duration.ofHours(8));

    long id = story.gcStarts(body(monday, monday.plus(WEEK), ",\"store_results\":false"));
    story.awaitStatus(id, 5);

    assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(20);
    assertThat(story.result(id).has("event_ids")).isFalse();
    assertThat(hasPartition("20250707")).isFalse();
  }

  @Test
  void aHoldAnywhereMakesRowsBeLookedAt() {
    var monday = Instant.parse("2025-08-04T00:00:00Z");
    var events = events(member, monday, 9, Duration.ofHours(8));
    String hold = "/4/holds/" + UUID.randomUUID();
    SERVER
        .admin()
        .put(
            hold,
            """
            {"target":"events","filters":{"event_ids":["%s"]},"reason":"case","expire_time":null}\
            """
                .formatted(events.getFirst()))
        .expect(201);

    long id = story.gcStarts(body(monday, monday.plus(WEEK), ""));
    story.awaitStatus(id, 5);

    assertThat(story.result(id).path("removed_count").asInt()).isEqualTo(8);
    assertThat(story.result(id).path("spared_count").asInt()).isEqualTo(1);
    assertThat(status(events.getFirst())).isEqualTo(200);
    assertThat(hasPartition("20250804")).isTrue();
    SERVER.admin().delete(hold).expect(204);
    removeAll();
  }

  @Test
  void aTaskThatIsRemovedWhileItListsLeavesNothing() {
    var monday = Instant.parse("2025-09-01T00:00:00Z");
    events(member, monday, 5, Duration.ofHours(8));
    var span = new Timeline.Span(monday, monday.plus(WEEK));
    var week = EventWeekStore.Week.of(span);
    var weeks = new EventWeekStore(SERVER.database());

    assertThat(weeks.weeks(span)).containsExactly(week);
    assertThat(weeks.takeOut(999, week)).contains(5L);
    assertThat(weeks.takeOut(999, week)).isEmpty();
    assertThat(weeks.list(999, week, null, 10)).hasSize(5);
    weeks.dropAll(999);

    assertThat(weeks.weeks(span)).isEmpty();
  }

  /** Events one after another, each with a descriptor. */
  private static List<String> events(Member owner, Instant first, int count, Duration step) {
    var lines = new ArrayList<String>();
    for (int n = 0; n < count; n++) {
      lines.add(
          """
          {"create_time":"%s","face_descriptors":[{"descriptor_version":56,"descriptor":"AAAA"}]}\
          """
              .formatted(first.plus(step.multipliedBy(n))));
    }
    return texts(
        owner
            .client()
            .post("/6/events", "{\"events\":[%s]}".formatted(String.join(",", lines)))
            .expect(201)
            .json()
            .path("event_ids"));
  }

  private void removeAll() {
    long id = story.gcStarts(body(Instant.parse("2025-01-01T00:00:00Z"), Instant.now(), ""));
    story.awaitStatus(id, 5);
    assertThat(rows("select count(*) from events")).isZero();
  }

  private static String body(Instant from, Instant before, String more) {
    return """
    {"content":{"target":"events",
      "filters":{"create_time__gte":"%s","create_time__lt":"%s"}%s}}\
    """
        .formatted(from, before, more);
  }

  private static int status(String event) {
    int own = member.client().get("/6/events/" + event).status();
    return own == 200 ? own : other.client().get("/6/events/" + event).status();
  }

  private static boolean hasPartition(String monday) {
    return rows(
            """
            select count(*)
            from pg_inherits
            join pg_class on pg_class.oid = inhrelid
            where relname = 'events_%s'
            """
                .formatted(monday))
        == 1;
  }

  private static List<String> texts(JsonNode values) {
    return values.valueStream().map(value -> value.asString()).toList();
  }

  private static long rows(String query) {
    return SERVER.database().query(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
