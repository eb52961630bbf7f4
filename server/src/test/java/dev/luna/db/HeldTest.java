package dev.luna.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.holds.Hold;
import dev.luna.holds.HoldStore;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The conditions of legal holds, on rows that are called faces and events. */
class HeldTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final UUID ONE = id(1);
  private static final UUID TWO = id(2);
  // In the list that the test data has.
  private static final UUID LISTED = TestData.face(1);
  private static final UUID FREE = id(11);
  private static final String FACES =
      """
      (values ('A', '%1$s'::uuid, '%3$s'::uuid), ('B', '%1$s', '%4$s'), ('C', '%2$s', '%5$s'))
        as faces (letter, account_id, face_id)\
      """
          .formatted(ONE, TWO, LISTED, FREE, id(12));
  private static final String EVENTS =
      """
      (values
        ('p', '%5$s'::uuid, '%1$s'::uuid, '%3$s'::uuid, 'gate', '{y}'::text[], '%9$s'::uuid,
          null::uuid, timestamptz '2026-01-05T11:00:00Z'),
        ('q', '%6$s', '%1$s', null, 'door', '{}', null, null, '2026-01-05T12:00:00Z'),
        ('r', '%7$s', '%2$s', '%4$s', '', '{z}', null, '%9$s', '2026-01-05T13:00:00Z'),
        ('s', '%8$s', '%2$s', '%3$s', 'gate', '{y,z}', null, null, '2026-01-05T14:00:00Z'))
        as events (letter, event_id, account_id, face_id, source, tags, handler_id, stream_id,
          create_time)\
      """
          .formatted(ONE, TWO, LISTED, FREE, id(51), id(52), id(53), id(54), id(90));

  private static Database database;
  private static HoldStore holds;

  @BeforeAll
  static void open() {
    database = TestDatabases.open(TestDatabases.create());
    holds = new HoldStore(database);
    TestData.faces(database, 1, 56);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @AfterEach
  void forget() {
    database.inTransaction(handle -> handle.execute("delete from holds"));
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(of(Hold.Target.ACCOUNT, ONE, null, null), "AB", "pq"),
        Arguments.of(of(Hold.Target.LIST, null, TestData.LIST, null), "A", "ps"),
        Arguments.of(of(Hold.Target.FACE, null, null, FREE), "B", "r"),
        Arguments.of(of(Hold.Target.FACE, null, null, LISTED), "A", "ps"),
        Arguments.of(of(Hold.Target.ACCOUNT, id(77), null, null), "", ""),
        Arguments.of(events(null, filter().ids(id(52), id(53), id(99))), "", "qr"),
        Arguments.of(events(ONE, filter().ids(id(52), id(53))), "", "q"),
        Arguments.of(events(null, filter().handlers(id(90))), "", "p"),
        Arguments.of(events(null, filter().streams(id(90))), "", "r"),
        Arguments.of(events(null, filter().sources("gate", "nowhere")), "", "ps"),
        Arguments.of(events(TWO, filter().sources("gate")), "", "s"),
        Arguments.of(events(null, filter().tags("y")), "", "ps"),
        Arguments.of(events(null, filter().faces(FREE, id(98))), "", "r"),
        Arguments.of(events(null, filter().span(NOON, null)), "", "qrs"),
        Arguments.of(events(null, filter().span(null, NOON)), "", "p"),
        Arguments.of(events(null, filter().span(NOON, NOON.plusSeconds(3601))), "", "qr"),
        Arguments.of(events(null, filter().ids(id(51), id(52)).span(NOON, null)), "", "q"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aHoldCoversWhatItSaysAndNothingElse(Hold hold, String faces, String events) {
    holds.put(hold);

    assertHeld(faces, events);
    assertThat(database.<Boolean>query(Held::isAnything)).isTrue();
  }

  @Test
  void holdsOfSeveralKindsAddUp() {
    holds.put(of(Hold.Target.FACE, null, null, FREE));
    holds.put(events(null, filter().ids(id(52))));
    holds.put(events(null, filter().sources("nowhere")));

    assertHeld("B", "qr");
  }

  @Test
  void aHoldThatIsOverHoldsNothing() {
    for (var hold :
        List.of(
            of(Hold.Target.ACCOUNT, ONE, null, null),
            of(Hold.Target.LIST, null, TestData.LIST, null),
            of(Hold.Target.FACE, null, null, FREE),
            events(null, filter().sources("gate")),
            events(null, filter().ids(id(52))))) {
      holds.put(hold);
    }
    database.inTransaction(
        handle -> handle.execute("update holds set expire_time = now() - interval '1 second'"));

    assertHeld("", "");
    assertThat(database.<Boolean>query(Held::isAnything)).isFalse();
  }

  @Test
  void withoutHoldsNothingIsHeld() {
    assertHeld("", "");
  }

  private static void assertHeld(String faces, String events) {
    assertThat(letters(FACES, Held.FACE)).isEqualTo(faces);
    assertThat(letters(EVENTS, Held.EVENT)).isEqualTo(events);
    // True or false, never null: all the others are not held.
    assertThat(letters(FACES, "not " + Held.FACE)).hasSize(3 - faces.length());
    assertThat(letters(EVENTS, "not " + Held.EVENT)).hasSize(4 - events.length());
  }

  private static String letters(String rows, String condition) {
    return database.query(handle ->
        handle
            .select(
                """
                select coalesce(string_agg(letter, '' order by letter), '')
                from <rows>
                where <condition>
                """)
            .define("rows", rows)
            .define("condition", condition)
            .mapTo(String.class)
            .one());
  }

  private static Hold events(@Nullable UUID account, Filter filter) {
    return hold(Hold.Target.EVENTS, account, null, null, filter.events);
  }

  private static Hold of(
      Hold.Target target, @Nullable UUID account, @Nullable UUID list, @Nullable UUID face) {
    return hold(target, account, list, face, Hold.Events.NONE);
  }

  private static Hold hold(
      Hold.Target target,
      @Nullable UUID account,
      @Nullable UUID list,
      @Nullable UUID face,
      Hold.Events events) {
    return new Hold(
        UUID.randomUUID(), target, account, list, face, events, "case", id(9), NOON, NOON, null);
  }

  private static Filter filter() {
    return new Filter(Hold.Events.NONE);
  }

  private static UUID id(int number) {
    return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
  }

  /** Parts of a filter, one after another. */
  private record Filter(Hold.Events events) {
    Filter ids(UUID... ids) {
      return with(List.of(ids), events.handlerIds(), events.streamIds(), events.created());
    }

    Filter handlers(UUID... ids) {
      return with(events.eventIds(), List.of(ids), events.streamIds(), events.created());
    }

    Filter streams(UUID... ids) {
      return with(events.eventIds(), events.handlerIds(), List.of(ids), events.created());
    }

    Filter span(@Nullable Instant from, @Nullable Instant before) {
      return with(
          events.eventIds(),
          events.handlerIds(),
          events.streamIds(),
          new Timeline.Span(from, before));
    }

    Filter sources(String... sources) {
      return texts(List.of(sources), List.of(), List.of());
    }

    Filter tags(String... tags) {
      return texts(List.of(), List.of(tags), List.of());
    }

    Filter faces(UUID... faces) {
      return texts(List.of(), List.of(), List.of(faces));
    }

    private Filter with(
        List<UUID> ids, List<UUID> handlers, List<UUID> streams, Timeline.Span created) {
      return new Filter(
          new Hold.Events(
              ids, handlers, events.sources(), streams, events.tags(), events.faceIds(), created));
    }

    private Filter texts(List<String> sources, List<String> tags, List<UUID> faces) {
      return new Filter(
          new Hold.Events(
              events.eventIds(),
              events.handlerIds(),
              sources,
              events.streamIds(),
              tags,
              faces,
              events.created()));
    }
  }
}
