package dev.luna.imagestore;

import static dev.luna.imagestore.Bucket.IMAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.config.ImageStoreConfig;
import dev.luna.config.Settings;
import dev.luna.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3ImageStoreTest implements ImageStoreContract {
  private static S3Server server;
  private static int tests;

  private Map<String, String> settings;
  private ImageStore store;

  @BeforeAll
  static void start() {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    settings =
        with(server.settings(), "IMAGE_STORE.S3_BUCKET_PREFIX", "test-%d-".formatted(++tests));
    store = S3ImageStore.open(config(settings));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public ImageStore store() {
    return store;
  }

  @Test
  void bucketsThatExistAreUsed() {
    store.put(IMAGES, "key", new ByteArrayInputStream(new byte[3]));

    try (var second = S3ImageStore.open(config(settings))) {
      assertThat(second.length(IMAGES, "key")).hasValue(3);
    }
  }

  @Test
  void wrongCredentialsAreRefusedAtStartAndNotRepeated() {
    var wrong = with(settings, "IMAGE_STORE.S3_SECRET_KEY", "wrong-and-secret");

    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> S3ImageStore.open(config(wrong)))
        .withMessageContaining("403")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("wrong-and-secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "S3_ACCESS_KEY,",
    "S3_ACCESS_KEY, two words",
    "S3_SECRET_KEY,",
    "S3_REGION,",
    "S3_REGION, us/east",
    "S3_BUCKET_PREFIX, Not_A_Name"
  })
  void aSettingThatCannotBeIsNamed(String setting, @Nullable String value) {
    var wrong = with(settings, "IMAGE_STORE." + setting, value == null ? "" : value);

    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> S3ImageStore.open(config(wrong)))
        .withMessageContaining("IMAGE_STORE." + setting);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:9000", "ftp://host", "http://user:hidden@host", "http://", "::"})
  void anEndpointThatIsNoneIsRefusedAndNotRepeated(String endpoint) {
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> S3ImageStore.open(config(S3Server.settings(endpoint))))
        .withMessageContaining("IMAGE_STORE.S3_ENDPOINT")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("hidden"));
  }

  @Test
  @Timeout(15)
  void anS3ThatGoesAwayIsAFailure() {
    var other = S3Server.start();
    try (var orphan = S3ImageStore.open(config(other.settings()))) {
      other.close();

      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(orphan::check)
          .withMessageContaining("S3 is away")
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(S3Server.SECRET));
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> orphan.get(IMAGES, "key"));
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> orphan.length(IMAGES, "key"));
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> orphan.delete(IMAGES, List.of("key")));
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> orphan.list(IMAGES, null, 1));
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> orphan.put(IMAGES, "key", new ByteArrayInputStream(new byte[3])));
    }
  }

  @Test
  @Timeout(15)
  void anS3ThatIsSilentIsGivenUpAfterTenSeconds() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var away = S3Server.settings("http://127.0.0.1:" + silent.getLocalPort());

      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> S3ImageStore.open(config(away)))
          .withMessageContaining("S3 is away");
    }
  }

  private static String stackTrace(Throwable e) {
    var text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static Map<String, String> with(Map<String, String> settings, String name, String value) {
    var changed = new HashMap<>(settings);
    changed.put(name, value);
    return changed;
  }

  private static ImageStoreConfig config(Map<String, String> settings) {
    return new Settings().layer("test", settings).resolve().imageStore();
  }
}
