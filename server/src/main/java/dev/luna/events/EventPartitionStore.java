package dev.luna.events;

import dev.luna.db.Database;
import dev.luna.db.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The partitions of events and their descriptors: one per week (Monday, UTC) that has events, made
 * when a week is first needed and ahead of time; what lies far outside of them goes to the rest.
 */
public final class EventPartitionStore {
  /** Weeks that the service makes ahead. */
  private static final int AHEAD = 4;

  /** Weeks back that an import has partitions for. */
  public static final int HISTORY = 520;

  private static final LocalDate FIRST_MONDAY = LocalDate.of(1970, 1, 5);
  private static final String FACES = "event_face_descriptors";
  private static final String BODIES = "event_body_descriptors";

  private final Database database;
  private final Partitions partitions;

  public EventPartitionStore(Database database) {
    this.database = database;
    this.partitions = new Partitions(database);
  }

  /**
   * Makes room for events with their descriptors; does nothing where there is room. Not inside a
   * transaction that goes on, since it takes locks.
   *
   * @param weeksBack events from further back go to the rest: a sender must not be able to make
   *     tables at will
   * @throws dev.luna.errors.CodedException BAD_INPUT if there would be too many versions
   */
  public void ensure(List<Event> events, Instant now, int weeksBack) {
    ensure(
        events.stream().map(Event::createTime).toList(),
        versions(events, Event::faceDescriptors),
        versions(events, Event::bodyDescriptors),
        now,
        weeksBack);
  }

  /**
   * Makes room for descriptors of a version of events that are there already, beside the weeks that
   * these are in.
   */
  public void ensureDescriptors(
      EventDescriptorStore.Kind kind, int version, Collection<Instant> times) {
    var weeks = new TreeSet<Long>();
    for (var time : times) {
      weeks.add(week(time));
    }
    weeks.removeIf(week -> !exists("events_" + name(week)));
    ensureVersion(kind.table(), version, weeks);
  }

  /** Makes the partitions of the next weeks; returns 0, since one round does all. */
  public int ensureAhead(Instant now) {
    var times =
        Stream.iterate(now, time -> time.plus(Duration.ofDays(7))).limit(AHEAD + 1L).toList();
    ensure(times, versions(FACES), versions(BODIES), now, 0);
    return 0;
  }

  private void ensure(
      Collection<Instant> times,
      Collection<Integer> faceVersions,
      Collection<Integer> bodyVersions,
      Instant now,
      int weeksBack) {
    var weeks = new TreeSet<Long>();
    for (var time : times) {
      long week = week(time);
      if (week >= week(now) - weeksBack && week <= week(now) + AHEAD) {
        weeks.add(week);
      }
    }
    weeks.forEach(week -> ensureWeek("events", week));
    faceVersions.forEach(version -> ensureVersion(FACES, version, weeks));
    bodyVersions.forEach(version -> ensureVersion(BODIES, version, weeks));
  }

  private static Set<Integer> versions(
      List<Event> events, Function<Event, List<EventDescriptor>> of) {
    return events.stream()
        .flatMap(event -> of.apply(event).stream())
        .map(EventDescriptor::version)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Integer> versions(String table) {
    return database.query(handle ->
        handle
            .select(
                """
                select substring(relname from '[0-9]+$')::integer
                from pg_inherits
                join pg_class on pg_class.oid = inhrelid
                where inhparent = :table::regclass
                """)
            .bind("table", table)
            .mapTo(Integer.class)
            .list());
  }

  /** Makes room for a version in a table of descriptors; does nothing where there is room. */
  void ensureVersion(String table, int version, Collection<Long> weeks) {
    String partition = table + "_" + version;
    partitions.ensure(
        partition,
        handle -> {
          Partitions.refuseTooMany(handle, table);
          handle
              .createUpdate(
                  """
                  create table <partition> partition of <table>
                  for values in (<version>)
                  partition by range (create_time)
                  """)
              .define("partition", partition)
              .define("table", table)
              .define("version", version)
              .execute();
          handle
              .createUpdate("create table <partition>_rest partition of <partition> default")
              .define("partition", partition)
              .execute();
        });
    weeks.forEach(week -> ensureWeek(partition, week));
  }

  private boolean exists(String partition) {
    return database.query(handle -> Partitions.exists(handle, partition));
  }

  private void ensureWeek(String table, long week) {
    String partition = table + "_" + name(week);
    partitions.ensure(
        partition,
        handle -> Partitions.makeRange(handle, table, partition, begin(week), begin(week + 1)));
  }

  private static long week(Instant time) {
    return Math.floorDiv(
        ChronoUnit.DAYS.between(FIRST_MONDAY, time.atZone(ZoneOffset.UTC).toLocalDate()), 7L);
  }

  private static LocalDate monday(long week) {
    return FIRST_MONDAY.plusWeeks(week);
  }

  /** As names of partitions have it. */
  private static String name(long week) {
    return monday(week).format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  /** As a constant in SQL. */
  private static String begin(long week) {
    return "'%sT00:00:00Z'".formatted(monday(week));
  }
}
