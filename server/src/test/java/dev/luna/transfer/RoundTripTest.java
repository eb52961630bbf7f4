package dev.luna.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.check.Check;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.MemoryImageStore;
import dev.luna.imagestore.Pictures;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported and imported into an empty installation is equal to what there was. */
class RoundTripTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final Demo.Size SIZE = new Demo.Size(1200, 1500, 40, 64);

  @TempDir private Path temporary;

  private final Database source = TestDatabases.open(TestDatabases.create());
  private final Database target = TestDatabases.open(TestDatabases.create());
  private final MemoryImageStore sourceImages = new MemoryImageStore(Clock.systemUTC());
  private final MemoryImageStore targetImages = new MemoryImageStore(Clock.systemUTC());

  @BeforeEach
  void makeDemo() {
    assertThat(demo().added()).isEqualTo(3 + 12 + 3 * 40 + 1200 + 1500);
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"images", "images.tar"})
  void everythingComesBackAsItWas(String imagesName) throws IOException {
    Path images = temporary.resolve(imagesName);
    byte[] lines;
    try (var export = ImageExport.to(images, sourceImages)) {
      lines = export(source, null, export);
    }

    var stored = importImages(images);
    var summary = importLines(lines);

    assertThat(stored.added()).isEqualTo(120);
    assertThat(summary.added())
        .isEqualTo(new String(lines, StandardCharsets.UTF_8).lines().count());
    assertThat(summary.refused()).isZero();
    assertThat(lines(export(target, null, ImageExport.NONE))).isEqualTo(lines(lines));
    for (var bucket : List.of(Bucket.FACES_SAMPLES, Bucket.BODIES_SAMPLES)) {
      var entries = sourceImages.list(bucket, null, 1000);
      assertThat(entries).isNotEmpty();
      for (var entry : entries) {
        try (var before = sourceImages.get(bucket, entry.key()).orElseThrow();
            var after = targetImages.get(bucket, entry.key()).orElseThrow()) {
          assertThat(after.stream().readAllBytes()).isEqualTo(before.stream().readAllBytes());
        }
      }
    }
    for (var counter : Counter.values()) {
      assertThat(new Counters(target).values(counter))
          .isEqualTo(new Counters(source).values(counter));
    }
    assertThat(new Check(target, Optional.of(targetImages), Clock.systemUTC()).run(false))
        .isEmpty();
  }

  @Test
  void anImportThatIsRunAgainAddsNothing() throws IOException {
    byte[] lines = export(source, null, ImageExport.NONE);

    importImages(imagesOf(source));
    var first = importLines(lines);
    var second = importLines(lines);

    assertThat(second.present()).isEqualTo(first.added());
    assertThat(second.added()).isZero();
    assertThat(importImages(imagesOf(source))).isEqualTo(new ImportSummary(0, 120, 0, 0));
  }

  @Test
  void aSecondDemoAddsNothing() {
    assertThat(demo().added()).isZero();
  }

  @Test
  void anInterruptedExportGoesOnBehindItsLastLine() {
    var all = lines(export(source, null, ImageExport.NONE));
    for (int cut : new int[] {1, 10, 60, 700, 1500, all.size() - 3}) {
      var line = dev.luna.json.Json.MAPPER.readTree(all.get(cut));
      String type = line.path("type").asString();
      var position =
          new Exporter.Position(
              Exporter.Type.valueOf(type.toUpperCase(java.util.Locale.ROOT)),
              UUID.fromString(line.path(type + "_id").asString()));

      assertThat(lines(export(source, position, ImageExport.NONE)))
          .as("behind %s", position)
          .isEqualTo(all.subList(cut + 1, all.size()));
    }
  }

  @Test
  void aSampleWithoutItsImageIsRefusedAndSoIsWhatIsNoImage() throws IOException {
    UUID present = UUID.randomUUID();
    Path images = Files.createDirectories(temporary.resolve("own").resolve("faces-samples"));
    Files.write(
        images.resolve(present + ".jpg"),
        DemoPictures.draw(Bucket.FACES_SAMPLES, new java.util.SplittableRandom(1)));
    Files.writeString(images.resolve(UUID.randomUUID() + ".jpg"), "no image");
    Files.writeString(images.resolve("notes.txt"), "no image");
    Files.write(
        Files.createDirectories(temporary.resolve("own").resolve("bodies-samples"))
            .resolve(UUID.randomUUID() + ".jpg"),
        DemoPictures.draw(Bucket.FACES_SAMPLES, new java.util.SplittableRandom(1)));

    var stored = importImages(temporary.resolve("own"));
    String line =
        """
        {"type":"sample","sample_id":"%s","bucket":"faces-samples","account_id":"%s"}\
        """;
    var summary =
        importLines(
            (line.formatted(present, TestData.ACCOUNT)
                    + "\n"
                    + line.formatted(UUID.randomUUID(), TestData.ACCOUNT))
                .getBytes(StandardCharsets.UTF_8));

    assertThat(stored).isEqualTo(new ImportSummary(1, 0, 3, 0));
    assertThat(summary).isEqualTo(new ImportSummary(1, 0, 1, 0));
    assertThat(Files.readString(temporary.resolve("report"))).contains("13003");
  }

  private ImportSummary demo() {
    return new Demo(
            TestData.importer(source, Optional.of(sourceImages)),
            Optional.of(sourceImages),
            SIZE,
            BEGIN)
        .run(count -> {});
  }

  private Path imagesOf(Database database) throws IOException {
    Path images = temporary.resolve("all.tar");
    try (var export = ImageExport.to(images, sourceImages)) {
      export(database, null, export);
    }
    return images;
  }

  private static byte[] export(
      Database database,
      Exporter.@org.jspecify.annotations.Nullable Position after,
      ImageExport images) {
    var out = new ByteArrayOutputStream();
    var _ = new Exporter(database).run(out, new Exporter.Choice(true, after, images), count -> {});
    return out.toByteArray();
  }

  private static List<String> lines(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).lines().toList();
  }

  private ImportSummary importImages(Path images) throws IOException {
    try (var report = ImportReport.in(temporary.resolve("images-report"), false)) {
      return new ImageImporter(targetImages, new Pictures(1 << 20, 2), 1 << 20)
          .run(images, report, count -> {});
    }
  }

  private ImportSummary importLines(byte[] lines) {
    try (var report = ImportReport.in(temporary.resolve("report"), false)) {
      return TestData.importer(target, Optional.of(targetImages))
          .run(
              new Importer.Source("lines", null, new ByteArrayInputStream(lines)),
              report,
              bytes -> {});
    }
  }
}
