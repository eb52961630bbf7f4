package dev.luna.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.check.Check;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline.Span;
import dev.luna.json.Json;
import dev.luna.testing.Plans;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventStoreTest {
  private static final Instant NOW = Instant.parse("2026-06-10T12:00:00Z");
  private static final int COUNT = 6000;
  private static final int SIZE = 111;

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final EventStore store = new EventStore(database);
  private final EventPartitionStore partitions = new EventPartitionStore(database);
  private final List<Event> events = new ArrayList<>();

  @BeforeAll
  void insert() {
    var random = new Random(7);
    for (int i = 0; i < COUNT; i++) {
      events.add(event(random, time(random, i)));
    }
    partitions.ensure(events, NOW, 104);
    store.insert(events);
    events.sort(
        Comparator.comparing(Event::createTime)
            .thenComparing(event -> event.eventId().toString())
            .reversed());
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void pagesFollowOneAnotherOverAllPartitions() {
    var seen = new ArrayList<UUID>();
    for (int page = 1; seen.size() < COUNT; page++) {
      store
          .page(EventFilter.of(null, List.of(), Span.ALL), new Page(page, SIZE))
          .forEach(event -> seen.add(event.eventId()));
    }

    assertThat(seen).isEqualTo(events.stream().map(Event::eventId).toList());
  }

  @Test
  void anyRangeOfTimeIsCountedAsItIs() {
    var random = new Random(8);
    for (int i = 0; i < 50; i++) {
      Instant from = NOW.minusSeconds(random.nextLong(120L * 86_400));
      Instant before = from.plusMillis(random.nextLong(60L * 86_400_000));
      for (UUID account : new UUID[] {TestData.ACCOUNT, TestData.LIST}) {
        var filter = EventFilter.of(account, List.of(), new Span(from, before));
        assertThat(store.count(filter))
            .isEqualTo(
                events.stream()
                    .filter(event -> event.accountId().equals(account))
                    .filter(event -> !event.createTime().isBefore(from))
                    .filter(event -> event.createTime().isBefore(before))
                    .count());
      }
    }
    assertThat(store.count(EventFilter.of(null, List.of(), Span.ALL))).isEqualTo(COUNT);
  }

  @Test
  void farTimesGoToTheRestAndComeBackAsTheyWere() {
    assertThat(rows("select count(*) from events_rest")).isPositive();
    for (var event : List.of(events.getFirst(), events.getLast())) {
      assertThat(store.byId(event.eventId(), true))
          .get()
          .usingRecursiveComparison()
          .isEqualTo(event);
    }
    assertThat(new Check(database, Optional.empty(), Clock.systemUTC()).run(false)).isEmpty();
  }

  @Test
  void eachKindAndVersionOfDescriptorsIsCounted() {
    var counters = new Counters(database);
    long withFaces = events.stream().filter(event -> !event.faceDescriptors().isEmpty()).count();

    assertThat(counters.values(Counter.EVENT_FACE_DESCRIPTORS)).containsEntry("59", withFaces);
    assertThat(counters.values(Counter.EVENT_BODY_DESCRIPTORS))
        .containsEntry("110", (long) COUNT)
        .hasSize(1);
  }

  @Test
  void whatCameBeforeItsWeekWasMadeMovesToIt() {
    Instant later = NOW.plus(Duration.ofDays(70));
    var early = List.of(event(new Random(9), later));
    try (var other = TestDatabases.open(TestDatabases.create())) {
      var own = new EventPartitionStore(other);
      own.ensure(early, NOW, 104);
      new EventStore(other).insert(early);

      own.ensure(early, later, 104);

      long left =
          other.query(
              handle -> handle.select("select count(*) from events_rest").mapTo(Long.class).one());
      assertThat(left).isZero();
      assertThat(new EventStore(other).byId(early.getFirst().eventId(), false)).isPresent();
      assertThat(new Check(other, Optional.empty(), Clock.systemUTC()).run(false)).isEmpty();
    }
  }

  @Test
  void theNextWeeksAreMadeAheadForEventsAndTheirDescriptors() {
    try (var other = TestDatabases.open(TestDatabases.create())) {
      var own = new EventPartitionStore(other);
      own.ensure(List.of(event(new Random(9), NOW)), NOW, 104);

      own.ensureAhead(NOW.plus(Duration.ofDays(7)));

      List<String> tables =
          other.query(handle ->
              handle
                  .select("select relname from pg_class where relname like 'event%\\_2026____'")
                  .mapTo(String.class)
                  .list());
      assertThat(tables)
          .contains("events_20260608", "events_20260615", "events_20260713")
          .contains("event_face_descriptors_59_20260713", "event_body_descriptors_110_20260713")
          .doesNotContain("events_20260720");
    }
  }

  static Stream<Arguments> filters() {
    UUID id = TestData.ACCOUNT;
    var none = EventFilter.of(null, List.of(), Span.ALL);
    var span = new Span(NOW.minusSeconds(60), NOW);
    return Stream.of(
        Arguments.of("account_id", EventFilter.of(id, List.of(id), Span.ALL)),
        Arguments.of("event_id", EventFilter.of(null, List.of(id), Span.ALL)),
        Arguments.of("event_id", range(none, id)),
        Arguments.of("create_time", EventFilter.of(null, List.of(), span)),
        Arguments.of("user_data", withUserData(none, "x")),
        Arguments.of("handler_id", lists(none, List.of(id), List.of(), List.of(), List.of())),
        Arguments.of("source", lists(none, List.of(), List.of("x"), List.of(), List.of())),
        Arguments.of("stream_id", lists(none, List.of(), List.of(), List.of(id), List.of())),
        Arguments.of("face_id", lists(none, List.of(), List.of(), List.of(), List.of(id))),
        Arguments.of("tags", tags(none, List.of("x"))),
        Arguments.of("insert_time", times(none, span, Span.ALL)),
        Arguments.of("end_time", times(none, Span.ALL, span)));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void everyFilterIsServedByAnIndex(String column, EventFilter filter) {
    var plans = Plans.of(database, () -> store.delete(filter, 0));

    assertThat(plans)
        .singleElement()
        .asString()
        .containsPattern("(Index Cond|Recheck Cond): \\(+%s".formatted(column))
        .doesNotContain("Seq Scan on events");
  }

  @Test
  void aRemovalTakesDescriptorsAndCountsAlong() {
    try (var other = TestDatabases.open(TestDatabases.create())) {
      var random = new Random(3);
      var some =
          Stream.generate(() -> event(random, NOW.minusSeconds(random.nextInt(5_000_000))))
              .limit(300)
              .toList();
      new EventPartitionStore(other).ensure(some, NOW, 104);
      var own = new EventStore(other);
      own.insert(some);

      int removed = own.delete(EventFilter.of(TestData.ACCOUNT, List.of(), Span.ALL), 1000);

      assertThat(removed)
          .isEqualTo(
              (int) some.stream().filter(e -> e.accountId().equals(TestData.ACCOUNT)).count());
      assertThat(own.count(EventFilter.of(null, List.of(), Span.ALL))).isEqualTo(300 - removed);
      assertThat(new Check(other, Optional.empty(), Clock.systemUTC()).run(false)).isEmpty();
    }
  }

  private static Instant time(Random random, int i) {
    Instant time =
        switch (i % 10) {
          case 0 -> Instant.parse("0001-01-01T00:00:00Z").plusSeconds(random.nextInt(100));
          case 1 -> Instant.parse("9999-12-31T00:00:00Z").plusSeconds(random.nextInt(100));
          case 2 -> NOW.minusMillis(random.nextInt(60_000));
          default -> NOW.minusMillis(random.nextLong(90L * 86_400_000));
        };
    return time.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
  }

  private static Event event(Random random, Instant time) {
    return new Event(
        new UUID(random.nextLong(), random.nextLong()),
        random.nextBoolean() ? TestData.ACCOUNT : TestData.LIST,
        time,
        NOW,
        time.plusSeconds(1).isAfter(NOW.plusSeconds(86_400)) ? null : time.plusSeconds(1),
        random.nextBoolean() ? new UUID(1, random.nextInt(5)) : null,
        random.nextBoolean() ? new UUID(2, random.nextInt(5)) : null,
        random.nextBoolean() ? new UUID(3, random.nextInt(500)) : null,
        random.nextBoolean() ? "camera-" + random.nextInt(9) : "",
        "",
        random.nextInt(10) == 0 ? "x" : "",
        "",
        "",
        random.nextBoolean() ? List.of("a", "b") : List.of(),
        List.of(),
        List.of(),
        new Event.Traits(30, 1, null, null, 0, null),
        Json.MAPPER.readTree("{\"a\":[1,{\"b\":null}]}"),
        Json.MAPPER.readTree("{}"),
        random.nextBoolean() ? List.of(new EventDescriptor(59, new byte[] {1, 2})) : List.of(),
        List.of(new EventDescriptor(110, new byte[] {3})));
  }

  private static EventFilter range(EventFilter f, UUID id) {
    return copy(f, id, f.handlerIds(), f.sources(), f.streamIds(), f.tags(), f.faceIds(), null);
  }

  private static EventFilter withUserData(EventFilter f, String data) {
    return copy(f, null, f.handlerIds(), f.sources(), f.streamIds(), f.tags(), f.faceIds(), data);
  }

  private static EventFilter lists(
      EventFilter f,
      List<UUID> handlers,
      List<String> sources,
      List<UUID> streams,
      List<UUID> faces) {
    return copy(f, null, handlers, sources, streams, List.of(), faces, null);
  }

  private static EventFilter tags(EventFilter f, List<String> tags) {
    return copy(f, null, List.of(), List.of(), List.of(), tags, List.of(), null);
  }

  private static EventFilter copy(
      EventFilter f,
      @Nullable UUID before,
      List<UUID> handlers,
      List<String> sources,
      List<UUID> streams,
      List<String> tags,
      List<UUID> faces,
      @Nullable String data) {
    return new EventFilter(
        f.accountId(),
        f.eventIds(),
        null,
        before,
        handlers,
        sources,
        streams,
        tags,
        faces,
        List.of(),
        data,
        f.created(),
        f.inserted(),
        f.ended());
  }

  private static EventFilter times(EventFilter f, Span inserted, Span ended) {
    return new EventFilter(
        null,
        List.of(),
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        f.created(),
        inserted,
        ended);
  }

  private long rows(String query) {
    return database.query(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
