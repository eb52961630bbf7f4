package dev.luna.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline.Span;
import dev.luna.testing.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountStoreTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T22:30:00Z");
  private static final Duration STEP = Duration.ofHours(7);
  private static final int COUNT = 40;

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final AccountStore store = new AccountStore(database);
  private final List<Instant> times = new ArrayList<>();

  @BeforeAll
  void fill() {
    for (int i = 0; i < COUNT; i++) {
      Instant time = BEGIN.plus(STEP.multipliedBy(i));
      times.add(time);
      store.insert(
          new Account(
              UUID.randomUUID(),
              AccountType.USER,
              "user%d@example.com".formatted(i),
              "",
              "",
              time,
              time));
    }
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void countsOfEveryRangeAreThoseOfItsRows() {
    var bounds = new ArrayList<Instant>();
    for (var time : times) {
      bounds.add(time);
      bounds.add(time.minusMillis(1));
      bounds.add(time.truncatedTo(java.time.temporal.ChronoUnit.DAYS));
    }
    for (var from : bounds) {
      assertThat(store.count(new Span(from, null))).isEqualTo(expected(from, null));
      assertThat(store.count(new Span(null, from))).isEqualTo(expected(null, from));
      for (var before : List.of(from, from.plus(STEP), BEGIN, BEGIN.plus(Duration.ofDays(4)))) {
        assertThat(store.count(new Span(from, before)))
            .as("%s to %s", from, before)
            .isEqualTo(expected(from, before));
      }
    }
    assertThat(store.count(new Span(null, null))).isEqualTo(COUNT);
  }

  @Test
  void pagesHoldTheNewestFirstAndEachAccountOnce() {
    var seen = new ArrayList<Instant>();
    for (int number = 1; number <= 5; number++) {
      store.page(new Page(number, 9), Span.ALL).forEach(a -> seen.add(a.createTime()));
    }

    assertThat(seen).containsExactlyElementsOf(times.reversed());
    assertThat(store.page(new Page(Long.MAX_VALUE, 1000), Span.ALL)).isEmpty();
  }

  @Test
  void anIdOrLoginIsTakenOnce() {
    var first = account(UUID.randomUUID(), "taken@example.com");
    assertThat(store.insert(first)).isTrue();

    assertThat(store.insert(account(first.accountId(), "other@example.com"))).isFalse();
    assertThat(store.insert(account(UUID.randomUUID(), "taken@example.com"))).isFalse();
    assertThat(store.delete(first.accountId())).isTrue();
    assertThat(store.delete(first.accountId())).isFalse();
  }

  private static Account account(UUID id, String login) {
    Instant time = Instant.parse("2020-01-01T00:00:00Z");
    return new Account(id, AccountType.USER, login, "", "", time, time);
  }

  private long expected(
      @org.jspecify.annotations.Nullable Instant from,
      @org.jspecify.annotations.Nullable Instant before) {
    return times.stream()
        .filter(time -> from == null || !time.isBefore(from))
        .filter(time -> before == null || time.isBefore(before))
        .count();
  }
}
