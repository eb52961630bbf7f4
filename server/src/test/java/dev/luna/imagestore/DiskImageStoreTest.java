package dev.luna.imagestore;

import static dev.luna.imagestore.Bucket.IMAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.testing.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskImageStoreTest implements ImageStoreContract {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
  private Path root;
  private ImageStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    root = directory.resolve("objects");
    store = DiskImageStore.open(root, clock);
  }

  @Override
  public ImageStore store() {
    return store;
  }

  @Test
  void objectsAreSpreadByTheFirstSixCharacters() {
    put("0199a7c2-0000");
    put("ab");

    assertThat(root.resolve("images/01/99/a7/0199a7c2-0000")).hasContent("text");
    assertThat(root.resolve("images/ab/--/--/ab")).hasContent("text");
  }

  @Test
  void nobodyElseCanReadThem() throws IOException {
    put("0199a7c2-0000");

    for (String directory : List.of(".", ".incoming", "images", "images/01", "images/01/99/a7")) {
      assertThat(permissions(directory)).as(directory).isEqualTo("rwx------");
    }
    assertThat(permissions("images/01/99/a7/0199a7c2-0000")).isEqualTo("rw-------");
  }

  @Test
  void nothingIsLeftWhereObjectsAreWritten() {
    put("0199a7c2-0000");
    store.check();

    assertThat(root.resolve(".incoming")).isEmptyDirectory();
  }

  @Test
  void whatACrashLeftIsRemovedAfterADay() throws IOException {
    Path old = leftover("old.part", Duration.ofHours(25));
    Path young = leftover("young.part", Duration.ofHours(23));

    assertThat(DiskImageStore.open(root, clock).list(IMAGES, null, 10)).isEmpty();

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void objectsOutliveTheStore() {
    put("key");
    store.close();

    assertThat(DiskImageStore.open(root, clock).length(IMAGES, "key")).hasValue(4);
  }

  @Test
  void whatPeoplePutThereIsNotListed() throws IOException {
    put("abcdef-1");
    Files.writeString(root.resolve("images/README"), "");
    Files.writeString(root.resolve("images/aa"), "");
    Files.writeString(root.resolve("images/ab/cd/ef/Thumbs.db"), "");
    Files.writeString(root.resolve("images/ab/cd/ef/elsewhere"), "");
    Files.createDirectories(root.resolve("images/lost+found"));

    assertThat(store.list(IMAGES, null, 10)).extracting(Entry::key).containsExactly("abcdef-1");
  }

  @Test
  void aDiskThatIsGoneIsAFailureAndNotAMissingObject() throws IOException {
    Files.delete(root.resolve("images"));
    Files.delete(root.resolve(".incoming"));

    assertThatExceptionOfType(ImageStoreException.class).isThrownBy(() -> store.get(IMAGES, "key"));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.length(IMAGES, "key"));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.delete(IMAGES, List.of("key")));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.list(IMAGES, null, 1));
    assertThatExceptionOfType(ImageStoreException.class).isThrownBy(() -> put("key"));
    assertThatExceptionOfType(ImageStoreException.class).isThrownBy(store::check);
  }

  @Test
  void whatCannotBeDeletedIsNamed() throws IOException {
    put("key");
    Files.createDirectories(root.resolve("images/bo/ok/--/book/page"));

    assertThat(store.delete(IMAGES, List.of("book", "key"))).containsExactly("book");
    assertThat(store.length(IMAGES, "key")).isEmpty();
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsRefusedAtStart() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");

    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> DiskImageStore.open(file, clock))
        .withMessageContaining(file.toString());
  }

  private void put(String key) {
    store.put(IMAGES, key, new ByteArrayInputStream(new byte[] {'t', 'e', 'x', 't'}));
  }

  private Path leftover(String name, Duration age) throws IOException {
    Path file = Files.writeString(root.resolve(".incoming").resolve(name), "half");
    return Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(age)));
  }

  private String permissions(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
  }
}
