package dev.luna.faces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DescriptorStoreTest {
  private static final int FACES = 300;
  private static final long TASK = 7;

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final DescriptorStore store = new DescriptorStore(database);
  private final Counters counters = new Counters(database);

  @BeforeEach
  void fill() {
    TestData.faces(database, FACES, 56, 59);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aDetachedVersionIsGoneAtOnceAndItsRangesCoverEachFaceOnce() {
    var ranges = store.detach(TASK, 56, 50);

    assertThat(counters.values(Counter.FACE_DESCRIPTORS)).isEqualTo(Map.of("59", (long) FACES));
    assertThat(rows(56)).isZero();
    assertThat(ranges).hasSize(6);
    var seen = new ArrayList<String>();
    ranges.forEach(range -> seen.addAll(store.detachedFaces(TASK, range, FACES)));
    assertThat(seen).hasSize(FACES).doesNotHaveDuplicates();
  }

  @Test
  void aVersionThatNobodyHasNeedsNoWork() {
    assertThat(store.detach(TASK, 77, 50)).isEmpty();
  }

  @Test
  void droppingLeavesTheOtherVersionsAndTheFaces() {
    store.detach(TASK, 56, 50);

    store.dropDetached(TASK);

    assertThat(rows(59)).isEqualTo(FACES);
    assertThat(counters.value(Counter.FACES, Counter.ALL)).isEqualTo(FACES);
    assertThat(tables()).noneMatch(table -> table.contains("collected"));
    store.dropDetached(TASK);
  }

  @Test
  void attachingAgainBringsEverythingBackButWhatWasRemovedMeanwhile() {
    store.detach(TASK, 56, 50);
    database.inTransaction(
        handle -> handle.execute("delete from faces where face_id = ?", TestData.face(1)));

    store.attachAgain(TASK, 56);

    assertThat(rows(56)).isEqualTo(FACES - 1);
    assertThat(counters.values(Counter.FACE_DESCRIPTORS))
        .isEqualTo(Map.of("56", FACES - 1L, "59", FACES - 1L));
    store.attachAgain(TASK, 56);
    assertThat(rows(56)).isEqualTo(FACES - 1);
  }

  @Test
  void descriptorsThatWereWrittenMeanwhileWinOverThoseThatComeBack() {
    store.detach(TASK, 56, 50);
    store.ensurePartition(56);
    insert(TestData.face(1), 56, new byte[] {1});
    database.inTransaction(
        handle -> Counters.add(handle, Counter.FACE_DESCRIPTORS, Map.of(56, 1L)));

    store.attachAgain(TASK, 56);

    assertThat(rows(56)).isEqualTo(FACES);
    assertThat(counters.values(Counter.FACE_DESCRIPTORS)).containsEntry("56", (long) FACES);
    assertThat(descriptor(TestData.face(1))).containsExactly(1);
    assertThat(descriptor(TestData.face(2))).hasSizeGreaterThan(1);
  }

  @Test
  void aDescriptorWrittenAfterTheDetachIsNotTouchedByTheDrop() {
    store.detach(TASK, 56, 50);
    store.ensurePartition(56);
    insert(TestData.face(1), 56, new byte[] {1});

    store.dropDetached(TASK);

    assertThat(rows(56)).isEqualTo(1);
  }

  @Test
  void partitionsAreMadeOnceHoweverManyAskForThem() throws Exception {
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var asking = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < 6; i++) {
        asking.add(threads.submit(() -> store.ensurePartition(62)));
      }
      for (var one : asking) {
        one.get();
      }
    }

    assertThat(new HashSet<>(tables())).contains("face_descriptors_62");
  }

  private void insert(UUID face, int version, byte[] bytes) {
    database.inTransaction(handle ->
        handle.execute("insert into face_descriptors values (?, ?, ?, 0)", face, version, bytes));
  }

  private byte[] descriptor(UUID face) {
    return database.query(handle ->
        handle
            .select("select descriptor from face_descriptors where face_id = ?", face)
            .mapTo(byte[].class)
            .first());
  }

  private long rows(int version) {
    return database.query(handle ->
        handle
            .select("select count(*) from face_descriptors where descriptor_version = ?", version)
            .mapTo(Long.class)
            .one());
  }

  private List<String> tables() {
    return database.query(
        handle -> handle.select("select tablename from pg_tables").mapTo(String.class).list());
  }
}
