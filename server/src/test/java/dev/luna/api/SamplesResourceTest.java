package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.images.Images;
import dev.luna.imagestore.Pictures;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.S3Server;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesResourceTest {
  private static final SettableClock CLOCK =
      new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));

  @RegisterExtension
  private static final TestServer SERVER =
      new TestServer(
          Map.of("IMAGE_STORE.MAX_IMAGE_SIZE", "200000", "IMAGE_STORE.MAX_IMAGE_PIXELS", "250000"),
          CLOCK);

  private static Member alice;

  private static Client client;

  @BeforeAll
  static void register() {
    alice = Member.register(SERVER, "alice", "user");
    client = alice.client();
  }

  @ParameterizedTest
  @CsvSource({"/6/samples/faces,250,250", "/6/samples/bodies,128,256", "/6/images,17,300"})
  void anImageIsStoredReadAndRemoved(String path, int width, int height) {
    byte[] jpeg = TestPictures.encoded("jpg", width, height);
    var created = client.upload(path, "image/jpeg", jpeg).expect(201);
    String id = created.json().path("image_id").asString();
    assertThatJson(created.body()).isEqualTo("{\"image_id\":\"%s\"}".formatted(id));
    String one = path + "/" + id;
    assertThat(created.header("Location")).isEqualTo(one);

    var read = client.get(one).expect(200);
    assertThat(read.bytes()).isEqualTo(jpeg);
    assertThat(read.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(read.header("Cache-Control")).isEqualTo("no-store");
    var head = client.head(one).expect(200);
    assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(jpeg.length));
    assertThat(head.header("Content-Type")).isEqualTo("image/jpeg");

    client.delete(one).expect(204);
    for (var gone : List.of(client.get(one), client.delete(one))) {
      assertThat(gone.expect(404, ErrorCode.IMAGE_NOT_FOUND).detail()).contains(id);
    }
    client.head(one).expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void otherFormatsAreKeptAsJpeg(String format) throws IOException {
    byte[] upload = TestPictures.encoded(format, 250, 250);
    String one = client.upload("/6/samples/faces", "image/" + format, upload).header("Location");

    var read = client.get(one).expect(200);

    assertThat(read.bytes()).startsWith(0xff, 0xd8, 0xff);
    assertThat(client.head(one).header("Content-Length"))
        .isEqualTo(String.valueOf(read.bytes().length));
    var picture = ImageIO.read(new ByteArrayInputStream(read.bytes()));
    assertThat(picture.getWidth()).isEqualTo(250);
    assertThat(picture.getHeight()).isEqualTo(250);
  }

  @ParameterizedTest
  @CsvSource({
    "/6/samples/faces,128,256,250 x 250",
    "/6/samples/faces,251,250,250 x 250",
    "/6/samples/bodies,250,250,128 x 256",
    "/6/images,501,500,250000"
  })
  void anImageOfAnotherSizeIsRefused(String path, int width, int height, String expected) {
    var answer = client.upload(path, "image/jpeg", TestPictures.encoded("jpg", width, height));

    assertThat(answer.expect(400, ErrorCode.BAD_INPUT).detail()).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/6/samples/faces", "/6/samples/bodies", "/6/images"})
  void whatIsNoImageIsRefused(String path) {
    byte[] jpeg = TestPictures.FACE;
    for (byte[] body :
        List.of(
            "text".getBytes(StandardCharsets.UTF_8),
            "BM".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(jpeg, 3),
            Arrays.copyOf(jpeg, jpeg.length / 2))) {
      client.upload(path, "image/jpeg", body).expect(400, ErrorCode.BAD_INPUT);
    }
    client.upload(path, "image/jpeg", new byte[0]).expect(400, ErrorCode.BAD_INPUT);
    client.upload(path, "", new byte[0]).expect(400, ErrorCode.BAD_CONTENT_TYPE);
    client.upload(path, "image/gif", jpeg).expect(400, ErrorCode.BAD_CONTENT_TYPE);
    client.post(path, "{\"image\":1}").expect(400, ErrorCode.BAD_CONTENT_TYPE);
  }

  @Test
  void tooManyBytesAreRefused() {
    byte[] body = Arrays.copyOf(TestPictures.FACE, 200_001);

    var answer = client.upload("/6/images", "image/jpeg", body);

    assertThat(answer.expect(413, ErrorCode.HTTP_TOO_LARGE).detail()).contains("200000");
  }

  @Test
  void anImageOfOneBucketIsNotInAnother() {
    String id = create("/6/samples/faces", TestPictures.FACE);

    client.get("/6/samples/bodies/" + id).expect(404, ErrorCode.IMAGE_NOT_FOUND);
    client.get("/6/images/" + id).expect(404, ErrorCode.IMAGE_NOT_FOUND);
    client.delete("/6/images/" + id).expect(404, ErrorCode.IMAGE_NOT_FOUND);
    client.get("/6/samples/faces/" + id).expect(200);
  }

  @Test
  void anImageWithATimeToLiveGoesByItself() {
    String kept = create("/6/images", TestPictures.FACE);
    String passing = create("/6/images?ttl=2", TestPictures.FACE);
    var images = new Images(SERVER.database(), Optional.empty(), new Pictures(1_000, 1), CLOCK);
    CLOCK.forward(Duration.ofDays(2).minusSeconds(1));
    assertThat(images.sweepExpired()).isZero();
    client.get("/6/images/" + passing).expect(200);

    CLOCK.forward(Duration.ofSeconds(1));

    assertThat(images.sweepExpired()).isEqualTo(1);
    client.get("/6/images/" + passing).expect(404, ErrorCode.IMAGE_NOT_FOUND);
    client.get("/6/images/" + kept).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "36501", "x", "1.5"})
  void aTimeToLiveIsOneToManyDays(String days) {
    var answer = client.upload("/6/images?ttl=" + days, "image/jpeg", TestPictures.FACE);

    assertThat(answer.expect(400, ErrorCode.BAD_QUERY).detail()).contains("ttl");
  }

  @Test
  void aServerWithoutImagesSaysSo() {
    try (var other = new TestServer(Map.of("IMAGE_STORE.TYPE", "NONE"), null).start()) {
      var admin = other.admin();
      for (String path : List.of("/6/samples/faces", "/6/samples/bodies", "/6/images")) {
        admin
            .upload(path, "image/jpeg", TestPictures.FACE)
            .expect(403, ErrorCode.IMAGE_STORE_DISABLED);
        admin.get(path + "/" + UUID.randomUUID()).expect(404, ErrorCode.IMAGE_NOT_FOUND);
      }
    }
  }

  @Test
  void aStoreThatIsAwayIsNotTheClientsFault() {
    var store = S3Server.start();
    try (var other = new TestServer(store.settings(), null).start()) {
      String one =
          other
              .admin()
              .upload("/6/images", "image/jpeg", TestPictures.FACE)
              .expect(201)
              .header("Location");

      store.close();

      other.admin().get(one).expect(503, ErrorCode.IMAGE_STORE_AWAY);
      other
          .admin()
          .upload("/6/images", "image/jpeg", TestPictures.FACE)
          .expect(503, ErrorCode.IMAGE_STORE_AWAY);
      other.admin().head(one).expect(200);
      other.admin().delete(one).expect(204);
    }
  }

  private String create(String path, byte[] jpeg) {
    return client.upload(path, "image/jpeg", jpeg).expect(201).json().path("image_id").asString();
  }
}
