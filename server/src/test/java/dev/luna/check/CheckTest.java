package dev.luna.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.images.StoredImage;
import dev.luna.images.StoredImageStore;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.MemoryImageStore;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckTest {
  private static final int FACES = 50;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-06-01T00:00:00Z"));
  private final Database database = TestDatabases.open(TestDatabases.create());
  private final MemoryImageStore contents = new MemoryImageStore(clock);
  private final StoredImageStore images = new StoredImageStore(database);
  private final Counters counters = new Counters(database);
  private final Check check = new Check(database, Optional.of(contents), clock);

  @BeforeEach
  void load() {
    TestData.faces(database, FACES, 56);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void nothingIsFoundWhereAllFitsTogether() {
    assertThat(check.run(false)).isEmpty();
    assertThat(new CheckReportStore(database).last())
        .hasValue(new CheckReportStore.Report(clock.instant(), List.of()));
    while (counters.fold() > 0) {
      Thread.onSpinWait();
    }
    assertThat(check.run(false)).isEmpty();
  }

  @Test
  void aCounterThatDriftedIsSaidAndSetRight() {
    execute(
        """
        insert into counter_deltas (counter, scope, value)
        values ('faces', '', 7), ('face_descriptors', '56', -3)
        """);
    execute("delete from counter_deltas where counter = 'lists' and width < 63");

    var findings = check.run(false);

    assertThat(findings)
        .anyMatch(text -> text.startsWith("counter faces was 57 and is 50 now"))
        .anyMatch(text -> text.startsWith("counter face_descriptors of 56 was 47 and is 50 now"))
        .anyMatch(text -> text.startsWith("counter lists") && text.contains("4 numbers"));
    assertThat(counters.value(Counter.FACES, Counter.ALL)).isEqualTo(FACES);
    assertThat(counters.values(Counter.FACE_DESCRIPTORS)).containsEntry("56", (long) FACES);
    assertThat(check.run(false)).isEmpty();
  }

  @Test
  void whatOthersWriteMeanwhileIsNeitherDriftNorLost() throws Exception {
    var stop = new AtomicBoolean();
    try (var writer = Executors.newSingleThreadExecutor()) {
      var written =
          writer.submit(() -> {
            int count = 0;
            while (!stop.get()) {
              execute(
                  "insert into lists values (gen_random_uuid(), gen_random_uuid(), '', now(), now())");
              counters.fold();
              count++;
            }
            return count;
          });
      for (int i = 0; i < 20; i++) {
        assertThat(check.run(false)).isEmpty();
      }
      stop.set(true);

      int count = written.get();
      assertThat(counters.value(Counter.LISTS, Counter.ALL)).isEqualTo(1 + count);
    }
    assertThat(check.run(false)).isEmpty();
  }

  @Test
  void oldContentsWithoutARowAreFoundAndOnlyOnDemandRemoved() {
    UUID orphan = UUID.randomUUID();
    put(Bucket.FACES_SAMPLES, orphan);
    image(Bucket.FACES_SAMPLES, UUID.randomUUID());
    clock.forward(Duration.ofDays(2));
    put(Bucket.FACES_SAMPLES, UUID.randomUUID());
    contents.put(Bucket.IMAGES, "not-ours", new ByteArrayInputStream(new byte[1]));

    assertThat(check.run(false)).containsExactly("1 contents in faces-samples belong to no image");
    assertThat(check.run(true)).singleElement().asString().contains("are being removed");
    assertThat(queued()).containsExactly(orphan.toString());
  }

  @Test
  void lostContentsAndDanglingReferencesAreFound() {
    UUID lost = UUID.randomUUID();
    image(Bucket.BODIES_SAMPLES, lost);
    image(Bucket.BODIES_SAMPLES, UUID.randomUUID());
    contents.delete(Bucket.BODIES_SAMPLES, List.of(lost.toString()));
    execute("update face_attributes set samples = array[gen_random_uuid()]");

    assertThat(check.run(false))
        .hasSize(2)
        .anyMatch(text ->
            text.equals("1 images in bodies-samples have lost their content, for example " + lost))
        .anyMatch(text -> text.startsWith(FACES + " references of faces lead to samples"));
  }

  private void image(Bucket bucket, UUID id) {
    put(bucket, id);
    images.insert(new StoredImage(id, bucket, TestData.ACCOUNT, 1, clock.instant(), null));
  }

  private void put(Bucket bucket, UUID id) {
    contents.put(bucket, id.toString(), new ByteArrayInputStream(new byte[1]));
  }

  private List<String> queued() {
    return database.query(
        handle -> handle.select("select key from blob_removals").mapTo(String.class).list());
  }

  private void execute(String sql) {
    database.inTransaction(handle -> handle.execute(sql));
  }
}
