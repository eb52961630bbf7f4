package dev.luna.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Database;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.MemoryImageStore;
import dev.luna.imagestore.Pictures;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  private static final Bucket BUCKET = Bucket.FACES_SAMPLES;

  @TempDir private Path temporary;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-06-01T00:00:00Z"));
  private final Database database = TestDatabases.open(TestDatabases.create());
  private final MemoryImageStore contents = new MemoryImageStore(clock);
  private final Images images =
      new Images(database, Optional.of(contents), new Pictures(1 << 20, 2), clock);
  private final UUID id = UUID.randomUUID();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRemovedImageTakesItsContentAlong() throws IOException {
    register(null);

    images.remove(BUCKET, id, TestData.ACCOUNT);

    assertThat(images.find(BUCKET, id)).isEmpty();
    assertThat(images.removeBlobs()).isEqualTo(1);
    assertThat(contents.length(BUCKET, id.toString())).isEmpty();
    assertThat(images.removeBlobs()).isZero();
  }

  @Test
  void aContentThatHasARowStaysWhateverIsQueued() throws IOException {
    register(null);

    images.discard(BUCKET, id);

    assertThat(images.removeBlobs()).isZero();
    assertThat(images.open(BUCKET, id)).isPresent();
  }

  @Test
  void aContentThatGetsARowAgainIsTakenOffTheQueue() throws IOException {
    register(null);
    images.remove(BUCKET, id, TestData.ACCOUNT);

    register(null);

    assertThat(images.removeBlobs()).isZero();
    assertThat(images.open(BUCKET, id)).isPresent();
  }

  @Test
  void anImageGoesWhenItsTimeIsOverAndNotBefore() throws IOException {
    register(Duration.ofDays(2));

    clock.forward(Duration.ofDays(1));
    assertThat(images.sweepExpired()).isZero();
    clock.forward(Duration.ofDays(1));

    assertThat(images.sweepExpired()).isEqualTo(1);
    assertThat(images.removeBlobs()).isEqualTo(1);
    assertThat(contents.length(BUCKET, id.toString())).isEmpty();
  }

  private void register(@org.jspecify.annotations.Nullable Duration timeToLive) throws IOException {
    Path file = Files.write(temporary.resolve("upload"), TestPictures.FACE);
    long length = images.store(BUCKET, id, file);
    images.register(BUCKET, id, TestData.ACCOUNT, length, timeToLive);
  }
}
