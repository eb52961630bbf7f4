package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.errors.ErrorCode;
import dev.luna.tasks.TaskEvent;
import dev.luna.tasks.TaskEventStore;
import dev.luna.testing.Client;
import dev.luna.testing.EventStream;
import dev.luna.testing.EventStream.Event;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskEventsResourceTest {
  private static final String NOTHING =
      """
      {"content":{"target":"faces","filters":{"create_time__gte":"2999-01-01T00:00:00Z"}}}\
      """;

  @RegisterExtension static final TestServer SERVER = new TestServer();

  private Client admin;
  private Story story;

  @BeforeEach
  void client() {
    admin = SERVER.admin();
    story = new Story(admin);
  }

  @Test
  void changesOfATaskComeInTheirOrder() {
    try (var stream = stream("", "").awaitBegin()) {
      long id = ended();

      await().until(() -> hasEnd(stream, id));

      var events = of(id, stream.events());
      assertThat(events).hasSizeGreaterThanOrEqualTo(5);
      assertThat(events).extracting(Event::name).containsOnly("task", "subtask").startsWith("task");
      assertThat(events.getFirst().data().path("task_status").asInt()).isZero();
      assertThatJson(events.getLast().data().toString())
          .isEqualTo(
              """
              {"task_id":%d,"task_type":4,"task_status":5,"paused":false,
               "count_task_parts_done":%d,"count_task_parts_all":%d,"time":"${json-unit.any-string}"}\
              """
                  .formatted(id, story.partsDone(id), story.partsDone(id)));
    }
  }

  @Test
  void whoComesBackMissesNothingAndSeesNothingTwice() {
    long first;
    String last;
    try (var stream = stream("", "").awaitBegin()) {
      first = ended();
      await().until(() -> hasEnd(stream, first) && isPast(stream.lastId(), first));
      last = stream.lastId();
    }
    long missed = ended();

    try (var stream = stream("", last)) {
      await().until(() -> hasEnd(stream, missed));
      assertThat(of(first, stream.events())).isEmpty();
      assertThat(of(missed, stream.events()).getFirst().data().path("task_status").asInt())
          .isZero();
    }
  }

  @Test
  void whatIsCommittedLateIsNotMissed() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    long late = ended();
    var slow =
        Thread.startVirtualThread(() ->
            SERVER
                .database()
                .inTransaction(handle -> {
                  handle.execute("update tasks set paused = not paused where task_id = ?", late);
                  begun.countDown();
                  awaitLatch(mayEnd);
                }));
    begun.await();
    String last;
    try (var stream = stream("", "").awaitBegin()) {
      long early = ended();
      // Although it began after the one that is still open.
      await().until(() -> hasEnd(stream, early));
      String before = stream.lastId();
      await().until(() -> !stream.lastId().equals(before) || hasEnd(stream, early));
      mayEnd.countDown();
      slow.join();
      await().until(() -> !of(late, stream.events()).isEmpty());
      last = before;
    }

    try (var again = stream("", last)) {
      await().until(() -> of(late, again.events()).size() == 1);
    }
  }

  @Test
  void aFilterLetsOneTaskThrough() {
    long other = ended();
    try (var all = stream("", "").awaitBegin();
        var stream = stream("?task_ids=" + (other + 1), "").awaitBegin()) {
      long id = ended();
      long next = ended();
      await().until(() -> hasEnd(all, next) && hasEnd(stream, id));

      assertThat(stream.events()).allMatch(event -> event.data().path("task_id").asLong() == id);
    }
  }

  @Test
  void aRemovalIsTold() {
    long id = ended();
    try (var stream = stream("?task_ids=" + id, "").awaitBegin()) {
      admin.delete("/4/tasks/" + id).expect(204);

      assertThat(stream.await(1).getFirst().name()).isEqualTo("removed");
    }
  }

  @Test
  void whoWasAwayForTooLongIsToldToBeginAnew() {
    var events = new TaskEventStore(SERVER.database());
    String last = events.now();
    ended();
    // Changes that end later than those of the position.
    await().until(() -> events.sweep(Duration.ZERO, 10_000) > 0 && !events.isKept(last));
    assertThat(events.sweep(Duration.ofDays(1), 10_000)).as("nothing is left to do").isZero();

    try (var stream = stream("", last)) {
      assertThat(stream.await(1).getFirst().name()).isEqualTo("reset");
      long id = ended();
      await().until(() -> hasEnd(stream, id));
    }
    try (var stream = stream("", "900000000:900000000:")) {
      assertThat(stream.await(1).getFirst().name()).isEqualTo("reset");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "a:b:c", "1:2", "1:2:3,", "1:2:3;drop table tasks", "-1:2:"})
  void anIdThatIsNoneIsRefused(String id) {
    var refused =
        admin.with("Last-Event-ID", id).get("/4/tasks/events").expect(400, ErrorCode.BAD_INPUT);

    assertThat(refused.detail()).contains("Last-Event-ID");
  }

  @Test
  void onlyAdminsWatch() {
    Member.register(SERVER, "watcher", "user").client().get("/4/tasks/events").expect(403);
  }

  @Test
  void aStreamEndsAfterItsTimeAndThereAreOnlySoMany() {
    var settings = Map.of("HTTP.STREAM_TIME", "2", "HTTP.MAX_STREAMS", "1");
    try (var server = new TestServer(settings, null).start();
        var stream = new EventStream(server.client().base(), "/4/tasks/events", "").awaitBegin()) {
      server.admin().get("/4/tasks/events").expect(503, ErrorCode.TOO_MANY_STREAMS);

      await().until(stream::hasEnded);
      server.admin().get("/4/tasks/events").expect(200);
    }
  }

  @Test
  void aServerThatStopsDoesNotWaitForItsWatchers() {
    var settings = Map.of("HTTP.SHUTDOWN_GRACE_PERIOD", "60");
    var server = new TestServer(settings, null).start();
    try (var stream = new EventStream(server.client().base(), "/4/tasks/events", "").awaitBegin()) {
      var closing = Thread.startVirtualThread(server::close);

      await().atMost(Duration.ofSeconds(20)).until(() -> !closing.isAlive());
      assertThat(stream.hasEnded()).isTrue();
    }
  }

  private EventStream stream(String query, String lastId) {
    return new EventStream(SERVER.client().base(), "/4/tasks/events" + query, lastId);
  }

  private long ended() {
    long id = story.gcStarts(NOTHING);
    story.awaitStatus(id, 5);
    return id;
  }

  /** Whether nothing of a task comes after a position. */
  private static boolean isPast(String position, long taskId) {
    var rest = new ArrayList<TaskEvent>();
    var _ = new TaskEventStore(SERVER.database()).read(position, List.of(taskId), rest::addAll);
    return rest.isEmpty();
  }

  private static List<Event> of(long taskId, List<Event> events) {
    var found = new ArrayList<>(events);
    found.removeIf(event -> event.data().path("task_id").asLong() != taskId);
    return found;
  }

  private static boolean hasEnd(EventStream stream, long taskId) {
    return of(taskId, stream.events()).stream()
        .anyMatch(
            event -> event.name().equals("task") && event.data().path("task_status").asInt() == 5);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
