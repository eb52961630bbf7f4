package dev.luna.faces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.check.Check;
import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Removals that meet leave nothing behind. */
class RemovalRaceTest {
  private static final int FACES = 4000;

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final Faces faces = new Faces(database, (bucket, ids, account) -> Set.of(), () -> {});

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aListIsRemovedWithAllOfItsFacesHoweverOftenThatIsAskedForAtOnce() throws Exception {
    TestData.faces(database, FACES, 56);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var removals = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < 4; i++) {
        removals.add(threads.submit(this::removeList));
      }
      for (var removal : removals) {
        removal.get();
      }
    }

    long left =
        database.query(
            handle -> handle.select("select count(*) from faces").mapTo(Long.class).one());
    assertThat(left).isZero();
    assertThat(new Check(database, Optional.empty(), Clock.systemUTC()).run(false)).isEmpty();
  }

  @Test
  void madeUpVersionsMakeABoundedNumberOfTables() {
    for (int version = 1; version <= 64; version++) {
      faces.prepare(Set.of(version));
    }

    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    CodedException.class, () -> faces.prepare(Set.of(65)))
                .code()
                .number())
        .isEqualTo(12031);
    faces.prepare(Set.of(64));
  }

  private boolean removeList() {
    try {
      faces.removeList(TestData.LIST, TestData.ACCOUNT, true);
      return true;
    } catch (CodedException e) {
      // Another one has removed it already.
      return false;
    }
  }
}
