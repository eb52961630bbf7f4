package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.accounts.AccountStore;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.events.EventStore;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.testing.Plans;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import dev.luna.transfer.Demo;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A search asks indexes only, whatever it finds: nothing of it grows with the tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPlanTest {
  private static final int ROWS = 300;
  private static final UUID NOBODY = new UUID(0, 0);

  private final Database database = TestDatabases.open(TestDatabases.create());

  @BeforeAll
  void fill() {
    var size = new Demo.Size(ROWS, ROWS, 0, 16);
    var _ =
        new Demo(
                TestData.importer(database, Optional.empty()),
                Optional.empty(),
                size,
                Instant.parse("2026-03-01T00:00:00Z"))
            .run(count -> {});
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void everyStepOfASearchIsServedByAnIndex() {
    var plans =
        Plans.of(
            database,
            () -> {
              var _ = new ListStore(database).byId(NOBODY);
              var _ = new AccountStore(database).byId(NOBODY);
              var _ = new AccountStore(database).byLogin("nobody@example.com");
              var _ = new Counters(database).value(Counter.FACES, NOBODY.toString());
              var _ = new FaceStore(database).byId(NOBODY, false);
              var _ = new FaceStore(database).byAttributes(NOBODY);
              var _ = new EventStore(database).byId(NOBODY, false);
            });

    assertThat(plans).hasSize(7);
    assertThat(plans)
        .allSatisfy(plan -> assertThat(plan).contains("Index").doesNotContain("Seq Scan"));
  }
}
