package dev.luna.imagestore;

import static dev.luna.imagestore.Bucket.BODIES_SAMPLES;
import static dev.luna.imagestore.Bucket.FACES_SAMPLES;
import static dev.luna.imagestore.Bucket.IMAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every image store does; a leaf class says which store. */
interface ImageStoreContract {
  /** The store under test, empty when a test begins. */
  ImageStore store();

  @Test
  default void whatWasPutIsThere() {
    put("0199a7-1", "one");

    assertThat(text("0199a7-1")).contains("one");
    assertThat(store().length(IMAGES, "0199a7-1")).hasValue(3);
    assertThat(store().list(IMAGES, null, 10))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.key()).isEqualTo("0199a7-1");
          assertThat(entry.length()).isEqualTo(3);
          assertThat(Duration.between(entry.lastModified(), Instant.now()).abs())
              .isLessThan(Duration.ofMinutes(1));
        });
  }

  @Test
  default void anEmptyObjectIsAnObject() {
    put("empty", "");

    assertThat(text("empty")).contains("");
    assertThat(store().length(IMAGES, "empty")).hasValue(0);
  }

  @Test
  default void aSecondPutReplacesTheFirst() {
    put("key", "a longer text");
    put("key", "short");

    assertThat(text("key")).contains("short");
    assertThat(store().list(IMAGES, null, 10)).hasSize(1);
  }

  @Test
  default void bucketsAreApart() {
    put("key", "image");
    store().put(FACES_SAMPLES, "key", bytes("sample"));

    store().delete(FACES_SAMPLES, List.of("key"));

    assertThat(text("key")).contains("image");
    assertThat(store().get(BODIES_SAMPLES, "key")).isEmpty();
  }

  @Test
  default void whatIsMissingIsEmpty() {
    assertThat(store().get(IMAGES, "missing")).isEmpty();
    assertThat(store().length(IMAGES, "missing")).isEmpty();
    assertThat(store().list(IMAGES, null, 10)).isEmpty();
  }

  @Test
  default void deletingTwiceIsDeleting() {
    put("key", "text");

    assertThat(store().delete(IMAGES, List.of("key", "missing"))).isEmpty();
    assertThat(store().delete(IMAGES, List.of("key", "missing"))).isEmpty();
    assertThat(store().delete(IMAGES, List.of())).isEmpty();
    assertThat(store().get(IMAGES, "key")).isEmpty();
  }

  @Test
  default void thousandsAreDeletedAtOnce() {
    var keys = IntStream.range(0, 2500).mapToObj("key-%04d"::formatted).toList();
    IntStream.range(0, 2500).filter(i -> i % 90 == 0).forEach(i -> put(keys.get(i), "text"));
    put("other", "stays");

    assertThat(store().delete(IMAGES, keys)).isEmpty();

    assertThat(store().list(IMAGES, null, 10)).extracting(Entry::key).containsExactly("other");
  }

  @Test
  default void listingIsInTheOrderOfKeysPageByPage() {
    var keys =
        List.of(
            "0",
            "0199a7",
            "0199a7-b",
            "0199a70",
            "0199a8",
            "02",
            "a",
            "a-",
            "a-0",
            "a0",
            "ab",
            "ab-cdef-gh",
            "abcdef",
            "abcdef-1",
            "abcdef0",
            "abcdefg",
            "abcdeg",
            "z",
            "zz");
    keys.reversed().forEach(key -> put(key, key));

    var pages = new ArrayList<String>();
    var page = store().list(IMAGES, null, 4);
    while (!page.isEmpty()) {
      assertThat(page.size()).isEqualTo(Math.min(4, keys.size() - pages.size()));
      page.forEach(entry -> pages.add(entry.key()));
      page = store().list(IMAGES, page.getLast().key(), 4);
    }

    assertThat(pages).containsExactlyElementsOf(keys).isSorted();
    assertThat(store().list(IMAGES, "abcdef-0", 2))
        .extracting(Entry::key)
        .as("after a key that does not exist")
        .containsExactly("abcdef-1", "abcdef0");
    assertThat(store().list(IMAGES, "zz", 2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../key",
        "a/b",
        "a\\b",
        "/etc/passwd",
        "-a",
        "A",
        "a.b",
        "a_b",
        "a b",
        "a\n",
        "a\0",
        "%2e",
        "\u00e9"
      })
  default void aKeyThatCouldEscapeIsRefused(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> put(key, "text"));
    assertThatIllegalArgumentException().isThrownBy(() -> store().get(IMAGES, key));
    assertThatIllegalArgumentException().isThrownBy(() -> store().length(IMAGES, key));
    assertThatIllegalArgumentException().isThrownBy(() -> store().list(IMAGES, key, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().delete(IMAGES, List.of("good", key)));
  }

  @Test
  default void aKeyHas128CharactersAtMost() {
    put("k".repeat(128), "text");

    assertThat(text("k".repeat(128))).contains("text");
    assertThatIllegalArgumentException().isThrownBy(() -> put("k".repeat(129), "text"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 10 << 20})
  default void contentThatBreaksOffLeavesWhatWasThere(int length) {
    put("old", "old");

    for (String key : List.of("new", "old")) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> store().put(IMAGES, key, new Pattern(length, true)))
          .havingCause()
          .withMessage("the client is gone");
    }

    assertThat(text("old")).contains("old");
    assertThat(store().get(IMAGES, "new")).isEmpty();
    assertThat(store().list(IMAGES, null, 10)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {(8 << 20) - 1, 8 << 20, (8 << 20) + 1, 20 << 20})
  default void aLargeObjectComesBackAsItWas(int length) throws IOException {
    store().put(IMAGES, "large", new Pattern(length, false));

    try (var content = store().get(IMAGES, "large").orElseThrow()) {
      assertThat(content.length()).isEqualTo(length);
      assertThat(isPattern(content.stream(), length)).isTrue();
    }
    assertThat(store().length(IMAGES, "large")).hasValue(length);
  }

  @Test
  default void aReaderSeesTheOldOrTheNewWhole() throws Exception {
    store().put(IMAGES, "key", filled(0));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writer =
          threads.submit(
              () -> IntStream.range(1, 20).forEach(i -> store().put(IMAGES, "key", filled(i))));
      while (!writer.isDone()) {
        assertIsFilled("key");
      }
      writer.get();
    }
  }

  @Test
  default void whoIsReadingKeepsWhatIsReplacedOrDeleted() throws IOException {
    put("key", "old");
    try (var content = store().get(IMAGES, "key").orElseThrow()) {
      put("key", "newer");
      store().delete(IMAGES, List.of("key"));

      assertThat(content.stream().readAllBytes()).asString().isEqualTo("old");
    }
  }

  @Test
  default void ofManyWritersOneWins() throws Exception {
    List<Future<Void>> writers;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      writers =
          threads.invokeAll(
              IntStream.range(1, 9)
                  .<Callable<Void>>mapToObj(i ->
                      () -> {
                        store().put(IMAGES, "key", filled(i));
                        return null;
                      })
                  .toList());
    }
    for (var writer : writers) {
      writer.get();
    }

    assertIsFilled("key");
    assertThat(store().list(IMAGES, null, 10)).hasSize(1);
  }

  @Test
  default void aStoreThatWorksChecksOut() {
    store().check();
  }

  private void put(String key, String text) {
    store().put(IMAGES, key, bytes(text));
  }

  private Optional<String> text(String key) {
    return store()
        .get(IMAGES, key)
        .map(content -> {
          try (content) {
            return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void assertIsFilled(String key) throws IOException {
    try (var content = store().get(IMAGES, key).orElseThrow()) {
      byte[] all = content.stream().readAllBytes();
      assertThat(all).hasSize(filledLength(all[0])).hasSize((int) content.length());
      assertThat(Arrays.equals(all, filled(all[0]).readAllBytes())).isTrue();
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of another length for each number. */
  private static InputStream filled(int number) {
    byte[] bytes = new byte[filledLength(number)];
    Arrays.fill(bytes, (byte) number);
    return new ByteArrayInputStream(bytes);
  }

  private static int filledLength(int number) {
    return (1 << 18) + number;
  }

  private static boolean isPattern(InputStream stream, int length) throws IOException {
    var expected = new Pattern(length, false);
    byte[] mine;
    do {
      mine = expected.readNBytes(1 << 16);
      if (!Arrays.equals(mine, stream.readNBytes(1 << 16))) {
        return false;
      }
    } while (mine.length > 0);
    return true;
  }

  /** Bytes that are made when they are read, a few at a time. */
  final class Pattern extends InputStream {
    private static final int MOST = 10_000;

    private final int length;
    private final boolean breaksOff;
    private int position;

    Pattern(int length, boolean breaksOff) {
      this.length = length;
      this.breaksOff = breaksOff;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
      if (position == length && breaksOff) {
        throw new IOException("the client is gone");
      }
      int count = Math.min(Math.min(wanted, MOST), length - position);
      for (int i = 0; i < count; i++) {
        buffer[offset + i] = (byte) ((position * 31) >> 3);
        position++;
      }
      return count == 0 && wanted > 0 ? -1 : count;
    }
  }
}
