package dev.luna.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in the order of their creation, newest first. A page at any depth is found,
 * and the rows of any range of time are counted, by the counter's buckets: what is read row by row
 * is a bucket at most, which spans about a minute, or some hours of one account.
 */
public final class Timeline {
  /** The first time that can be stored, as RFC 3339 can write it. */
  public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /** The last one. */
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final Counters counters;
  private final Counter counter;

  public Timeline(Database database, Counter counter) {
    this.counters = new Counters(database);
    this.counter = counter;
  }

  /** Counts rows of a scope in a short range of time, one by one. */
  @FunctionalInterface
  public interface Rows {
    long between(Instant from, Instant before);
  }

  /**
   * A range of time.
   *
   * @param from the first instant; null for no bound
   * @param before the first instant after it; null for no bound
   */
  public record Span(@Nullable Instant from, @Nullable Instant before) {
    /** All of time. */
    public static final Span ALL = new Span(null, null);
  }

  /** The place of a row: rows of the same time come in the order of their ids. */
  public record Key(Instant time, UUID id) {
    public static Key of(String text) {
      int space = text.indexOf(' ');
      return new Key(
          Instant.parse(text.substring(0, space)), UUID.fromString(text.substring(space + 1)));
    }

    @Override
    public String toString() {
      return time + " " + id;
    }
  }

  /**
   * Where a page is.
   *
   * @param before its rows were created before this time; null for no bound
   * @param skip how many rows to pass over there
   */
  public record Place(@Nullable Instant before, long skip) {}

  /** Where a page of the rows in a span begins. */
  public Place seek(String scope, Page page, Span span, Rows rows) {
    long newer = span.before() == null ? 0 : countFrom(scope, span.before(), rows);
    long skip = page.offset() > Long.MAX_VALUE - newer ? Long.MAX_VALUE : page.offset() + newer;
    var place = counters.seek(counter, scope, skip);
    Instant before = place.below() == null ? null : time(place.below());
    // Rows that have come meanwhile shift pages, but never over the end of the span.
    return span.before() != null && (before == null || before.isAfter(span.before()))
        ? new Place(span.before(), page.offset())
        : new Place(before, place.rest());
  }

  /** Where a page of all rows begins. */
  public Place seek(String scope, Page page) {
    var place = counters.seek(counter, scope, page.offset());
    return new Place(place.below() == null ? null : time(place.below()), place.rest());
  }

  /** How many rows there are. */
  public long count(String scope) {
    return counters.value(counter, scope);
  }

  /** How many rows were created in a span. */
  public long count(String scope, Span span, Rows rows) {
    long from = span.from() == null ? count(scope) : countFrom(scope, span.from(), rows);
    return span.before() == null ? from : Math.max(0, from - countFrom(scope, span.before(), rows));
  }

  /** Cuts a span into spans that have about {@code size} rows of the scope each, in their order. */
  public List<Span> cut(String scope, Span span, long size) {
    long begin = (span.from() == null ? EARLIEST : span.from()).toEpochMilli();
    long end = (span.before() == null ? LATEST.plusMillis(1) : span.before()).toEpochMilli();
    var spans = new ArrayList<Span>();
    Instant from = span.from();
    for (long place : counters.cut(counter, scope, begin, end, size)) {
      if (place > begin && place < end) {
        spans.add(new Span(from, time(place)));
        from = time(place);
      }
    }
    spans.add(new Span(from, span.before()));
    return List.copyOf(spans);
  }

  private long countFrom(String scope, Instant from, Rows rows) {
    var known = counters.countFrom(counter, scope, from.toEpochMilli());
    return known.count() + rows.between(from, time(known.from()));
  }

  /** The earliest and latest times that can be stored stand for those beyond. */
  private static Instant time(long position) {
    return Instant.ofEpochMilli(
        Math.clamp(position, EARLIEST.toEpochMilli(), LATEST.toEpochMilli() + 1));
  }
}
