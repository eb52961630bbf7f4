package dev.luna.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.testing.TestDatabases;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditPartitionStoreTest {
  private static final AuditFilter ALL = new AuditFilter(null, null, null, null, Timeline.Span.ALL);

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final AuditPartitionStore months = new AuditPartitionStore(database);
  private final AuditStore store = new AuditStore(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatCameBeforeItsMonthIsInItAfterwards() {
    write("2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00Z", "2026-03-15T00:00:00Z");
    assertThat(count("audit_log_rest")).isEqualTo(3);

    var _ = months.ensureAhead(Instant.parse("2026-02-10T00:00:00Z"));
    var _ = months.ensureAhead(Instant.parse("2026-02-10T00:00:00Z"));

    assertThat(count("audit_log_rest")).isEqualTo(1);
    assertThat(count("audit_log_202602")).isEqualTo(1);
    assertThat(count("audit_log_202603")).isEqualTo(1);
    assertThat(logins())
        .containsExactly(
            "2026-03-15T00:00:00Z", "2026-02-01T00:00:00Z", "2026-01-31T23:59:59.999Z");
  }

  @Test
  void monthsLeaveWhenTheirTimeIsOver() {
    for (String time : List.of("2026-01-10T00:00:00Z", "2026-03-10T00:00:00Z")) {
      var _ = months.ensureAhead(Instant.parse(time));
    }
    write(
        "2025-12-31T00:00:00Z",
        "2026-01-31T00:00:00Z",
        "2026-02-01T00:00:00Z",
        "2026-04-30T00:00:00Z");
    var now = Instant.parse("2026-04-30T12:00:00Z");

    var _ = months.sweep(now, 0);
    assertThat(logins()).hasSize(4);

    var _ = months.sweep(now, 2);
    assertThat(logins()).containsExactly("2026-04-30T00:00:00Z", "2026-02-01T00:00:00Z");
    assertThat(count("pg_class where relname = 'audit_log_202601'")).isZero();
  }

  private void write(String... times) {
    for (String time : times) {
      store.insert(
          new Entry(
              UUID.randomUUID(),
              Instant.parse(time),
              "",
              UUID.randomUUID(),
              time,
              "::1",
              null,
              "operation",
              "PUT",
              "/",
              null,
              200,
              null,
              null));
    }
  }

  private List<String> logins() {
    return store.page(ALL, new Page(1, 100)).stream().map(Entry::login).toList();
  }

  private long count(String table) {
    return database.query(
        handle -> handle.select("select count(*) from " + table).mapTo(Long.class).one());
  }
}
