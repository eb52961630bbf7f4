package dev.luna.statistics;

import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this node has counted and the database does not have yet. */
final class Tally {
  private final InstantSource clock;
  private final Map<Key, Adder> adders = new ConcurrentHashMap<>();
  private volatile Month current;

  /** A month in UTC, so that not every request has to look into the calendar. */
  private record Month(String name, Instant begin, Instant end) {
    static Month of(Instant time) {
      var month = month(time);
      return new Month(month.toString(), begin(month), begin(month.plusMonths(1)));
    }

    boolean has(Instant time) {
      return !time.isBefore(begin) && time.isBefore(end);
    }

    private static Instant begin(YearMonth month) {
      return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
  }

  Tally(InstantSource clock) {
    this.clock = clock;
    this.current = Month.of(clock.instant());
  }

  void add(Topic topic, String subject, String detail, long count, long nanos, double batches) {
    adders
        .computeIfAbsent(new Key(month(), topic, subject, detail), _ -> new Adder())
        .add(count, nanos, batches);
  }

  /** What came in since the last time; by one thread at a time. */
  List<Amount> take() {
    var amounts = new ArrayList<Amount>();
    // Who found an adder may still add to it: those of the last month stay for another one.
    String oldest = month(clock.instant()).minusMonths(1).toString();
    for (var adder : adders.entrySet()) {
      var amount = adder.getValue().take(adder.getKey());
      if (amount.count() != 0 || amount.nanos() != 0 || amount.batches() != 0) {
        amounts.add(amount);
      } else if (adder.getKey().month().compareTo(oldest) < 0) {
        adders.remove(adder.getKey());
      }
    }
    return List.copyOf(amounts);
  }

  /** How many things are counted now. */
  int size() {
    return adders.size();
  }

  static YearMonth month(Instant time) {
    return YearMonth.from(time.atZone(ZoneOffset.UTC));
  }

  private String month() {
    var now = clock.instant();
    var month = current;
    if (!month.has(now)) {
      month = Month.of(now);
      current = month;
    }
    return month.name();
  }
}
