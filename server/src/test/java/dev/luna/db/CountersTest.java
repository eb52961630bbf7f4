package dev.luna.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CountersTest {
  private final Database database = TestDatabases.open(TestDatabases.create());
  private final Counters counters = new Counters(database);

  @BeforeEach
  void start() {
    database.inTransaction(handle ->
        handle.execute("truncate lists, faces, accounts, counters, counter_deltas cascade"));
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void everyTableIsCountedByTheTransactionThatWritesIt() {
    TestData.faces(database, 10, 56, 59);

    assertThat(counters.value(Counter.LISTS, Counter.ALL)).isEqualTo(1);
    assertThat(counters.value(Counter.FACES, Counter.ALL)).isEqualTo(10);
    assertThat(counters.value(Counter.FACES, TestData.ACCOUNT.toString())).isEqualTo(10);
    assertThat(counters.value(Counter.FACE_ATTRIBUTES, TestData.ACCOUNT.toString())).isEqualTo(10);
    assertThat(counters.value(Counter.LIST_FACES, TestData.LIST.toString())).isEqualTo(10);
    assertThat(counters.values(Counter.FACE_DESCRIPTORS)).containsEntry("56", 10L).hasSize(2);
  }

  @Test
  void aRemovedFaceIsTakenOffEveryCounterItWasIn() {
    TestData.faces(database, 10, 56);

    database.inTransaction(
        handle -> handle.execute("delete from faces where face_id = ?", TestData.face(3)));

    assertThat(counters.value(Counter.FACES, Counter.ALL)).isEqualTo(9);
    assertThat(counters.value(Counter.FACE_ATTRIBUTES, Counter.ALL)).isEqualTo(9);
    assertThat(counters.value(Counter.LIST_FACES, TestData.LIST.toString())).isEqualTo(9);
    assertThat(counters.values(Counter.FACE_DESCRIPTORS)).containsEntry("56", 9L);
  }

  @Test
  void whatIsRolledBackIsNotCounted() {
    try {
      database.inTransaction(handle -> {
        insertList(UUID.randomUUID());
        throw new IllegalStateException("undo");
      });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("undo");
    }

    assertThat(counters.value(Counter.LISTS, Counter.ALL)).isZero();
  }

  @Test
  void foldingChangesNoValueAndEmptiesTheDeltas() {
    TestData.faces(database, 25, 56);

    while (counters.fold() > 0) {
      assertThat(counters.value(Counter.FACES, Counter.ALL)).isEqualTo(25);
    }

    assertThat(deltas()).isZero();
    assertThat(counters.value(Counter.FACES, Counter.ALL)).isEqualTo(25);
    assertThat(counters.values(Counter.FACE_DESCRIPTORS)).containsEntry("56", 25L);
  }

  @Test
  void concurrentWritersAndFoldersLoseNothingAndDoNotWaitForEachOther() throws Exception {
    int writers = 6;
    int each = 50;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<java.util.concurrent.Future<?>>();
      for (int writer = 0; writer < writers; writer++) {
        work.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                insertList(UUID.randomUUID());
                counters.fold();
              }
            }));
      }
      for (var part : work) {
        part.get();
      }
    }

    assertThat(counters.value(Counter.LISTS, Counter.ALL)).isEqualTo(writers * each);
    assertThat(counters.value(Counter.LISTS, TestData.ACCOUNT.toString()))
        .isEqualTo(writers * each);
  }

  @Test
  void aWriterIsNotHeldUpByAnotherOneThatHasNotCommitted() {
    database.inTransaction(open -> {
      insertList(UUID.randomUUID());

      try (var other = TestDatabases.open(addressOf(database))) {
        other.inTransaction(handle -> {
          handle.execute("set local lock_timeout = '1s'");
          handle.execute(
              "insert into lists values (?, ?, '', now(), now())",
              UUID.randomUUID(),
              TestData.ACCOUNT);
        });
      }
    });

    assertThat(counters.value(Counter.LISTS, TestData.ACCOUNT.toString())).isEqualTo(2);
  }

  private void insertList(UUID id) {
    database.inTransaction(handle ->
        handle.execute("insert into lists values (?, ?, '', now(), now())", id, TestData.ACCOUNT));
  }

  private static DatabaseAddress addressOf(Database database) {
    List<String> values =
        database.query(
            handle -> handle.select("select current_database()").mapTo(String.class).list());
    return TestDatabases.named(values.getFirst());
  }

  private long deltas() {
    return database.query(
        handle -> handle.select("select count(*) from counter_deltas").mapTo(Long.class).one());
  }
}
