package dev.luna.extraction.worker;

import static dev.luna.extraction.ExtractorContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.ExtractorContract;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the networks that the product brings along. */
class WorkerExtractorTest implements ExtractorContract {
  @TempDir private static Path directory;
  private static TestModels models;
  private static WorkerExtractor extractor;

  @BeforeAll
  static void open() throws IOException {
    models = TestModels.demo(directory);
    extractor = models.open();
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  @Override
  public Extractor extractor() {
    return extractor;
  }

  @ParameterizedTest
  @CsvSource({"FACE_DESCRIPTOR, 59", "FACE_DESCRIPTOR, 60", "BODY_DESCRIPTOR, 111"})
  void aSampleGivesTheSameBytesAmongAnyOthers(ModelKind kind, int version) throws Exception {
    var model = extractor.model(kind, version);
    var samples = new ArrayList<byte[]>();
    for (int i = 0; i < 10; i++) {
      samples.add(Jpegs.photo(i));
    }
    var alone = new ArrayList<byte[]>();
    for (byte[] sample : samples) {
      alone.add(bytes(extract(model, List.of(sample)).getFirst()));
    }

    assertSame(samples, alone, extract(model, samples));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<Void>>();
      for (int i = 0; i < 3; i++) {
        calls.add(shuffled(model, samples, alone, i));
      }
      for (var call : threads.invokeAll(calls)) {
        call.get();
      }
    }
    assertThat(alone.stream().map(ByteBuffer::wrap).distinct()).hasSize(samples.size());
  }

  private static Callable<Void> shuffled(
      Model model, List<byte[]> samples, List<byte[]> alone, int seed) {
    return () -> {
      var order = new ArrayList<Integer>();
      for (int i = 0; i < samples.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(seed));
      var mixed = order.stream().map(samples::get).toList();
      assertSame(mixed, order.stream().map(alone::get).toList(), extract(model, mixed));
      return null;
    };
  }

  private static void assertSame(
      List<byte[]> samples, List<byte[]> expected, List<Outcome> outcomes) {
    for (int i = 0; i < samples.size(); i++) {
      assertThat(bytes(outcomes.get(i))).isEqualTo(expected.get(i));
    }
  }

  @Test
  void oneThatCannotBeReadDisturbsNoOther() {
    var model = TestModels.face(extractor, 59);
    byte[] photo = Jpegs.photo(1);
    byte[] expected = bytes(extract(model, List.of(photo)).getFirst());

    var outcomes =
        extract(
            model,
            List.of(
                photo,
                Jpegs.truncated(photo),
                Jpegs.cmyk(),
                Jpegs.claiming(photo, 60_000, 60_000),
                new byte[] {1, 2, 3},
                Jpegs.grey(1, 1, 7),
                photo));

    assertThat(bytes(outcomes.getFirst())).isEqualTo(expected);
    assertThat(outcomes.subList(1, 5))
        .extracting(outcome -> ((Outcome.Refused) outcome).reason())
        .containsExactly(Reason.CORRUPT, Reason.UNSUPPORTED, Reason.TOO_LARGE, Reason.NOT_AN_IMAGE);
    assertThat(bytes(outcomes.get(5))).hasSize(model.length());
    assertThat(bytes(outcomes.get(6))).isEqualTo(expected);
  }

  @Test
  void descriptorsAreStoredAsTheSettingSays() {
    byte[] photo = Jpegs.photo(1);
    var model = TestModels.face(extractor, 59);
    var numbers = littleEndian(bytes(extract(model, List.of(photo)).getFirst()));

    try (var other = models.open(Storage.FLOAT16)) {
      var half = TestModels.face(other, 59);
      var halves = littleEndian(bytes(other.extract(half, List.of(photo)).outcomes().getFirst()));

      assertThat(half.length()).isEqualTo(1024);
      assertThat(half.fingerprint()).isNotEqualTo(model.fingerprint());
      double squares = 0;
      for (int i = 0; i < 512; i++) {
        float number = numbers.getFloat();
        assertThat(halves.getShort()).isEqualTo(Float.floatToFloat16(number));
        squares += number * number;
      }
      assertThat(Math.abs(squares - 1)).isLessThan(1e-4);
    }
  }

  @Test
  void aCallTellsWhatItCost() {
    var model = TestModels.face(extractor, 59);

    var extraction =
        extractor.extract(model, List.of(Jpegs.photo(1), new byte[] {1}, Jpegs.photo(2)));

    assertThat(extraction.decoding()).isPositive();
    assertThat(extraction.inferring()).isPositive();
    assertThat(extraction.computed()).isEqualTo(2);
    assertThat(extraction.batches()).isBetween(1.0, 2.0);
  }

  private static List<Outcome> extract(Model model, List<byte[]> samples) {
    return extractor.extract(model, samples).outcomes();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
