package dev.luna.extraction.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.extraction.Model;
import dev.luna.extraction.ModelException;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusableNetworksTest {
  private static final byte[] NETWORK =
      TestModels.tiny().dense("descriptor", TestModels.LENGTH).bytes();

  @TempDir private static Path directory;
  private static TestModels models;
  private static WorkerExtractor extractor;

  @BeforeAll
  static void open() {
    models = new TestModels(directory);
    extractor = models.open();
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  @Test
  void whatIsWrongIsToldToTheOperator() throws IOException {
    models.describe(1, NETWORK);
    models.describe(2, NETWORK);
    models.write(2, TestModels.tiny().dense("descriptor", 8).bytes());
    models.add(3, TestModels.tiny().dense("descriptor", 8).bytes());
    models.describe(4, NETWORK, "L2", "fc1", TestModels.SIZE);
    models.write(4, NETWORK);
    models.describe(5, NETWORK, "L2", "descriptor", 32);
    models.write(5, NETWORK);
    models.add(6, "no network".getBytes(StandardCharsets.UTF_8));
    models.add(7, NETWORK);

    assertUnusable(1).withMessageContaining("there is no file " + directory);
    assertUnusable(2).withMessageContaining("SHA-256");
    assertUnusable(3).withMessageContaining("output 'descriptor' has the wrong shape");
    assertUnusable(4).withMessageContaining("has no output 'fc1'; it has [descriptor]");
    assertUnusable(5).withMessageContaining("input 'input' has the wrong shape");
    assertUnusable(6).withMessageContaining("is not a network that can be loaded");
    assertThat(TestModels.face(extractor, 7).length()).isEqualTo(4 * TestModels.LENGTH);
  }

  @Test
  void aNetworkThatHasBeenMendedIsUsed() throws IOException {
    models.describe(8, NETWORK);
    assertUnusable(8);

    models.write(8, NETWORK);

    assertThat(extract(8)).isInstanceOf(Outcome.Descriptor.class);
    extractor.check();
  }

  @Test
  void whatIsNoDescriptorIsRefused() throws IOException {
    models.add(9, TestModels.tiny().constant("descriptor", TestModels.LENGTH, 0).bytes());
    models.add(10, TestModels.tiny().constant("descriptor", TestModels.LENGTH, Float.NaN).bytes());

    assertThat(extract(9))
        .isEqualTo(new Outcome.Refused(Reason.NO_RESULT, "its descriptor is all zeros"));
    assertThat(extract(10))
        .isEqualTo(
            new Outcome.Refused(Reason.NO_RESULT, "its descriptor has values that are no numbers"));
  }

  private static Outcome extract(int version) {
    var model = TestModels.face(extractor, version);
    return extractor.extract(model, List.of(Jpegs.photo(1))).outcomes().getFirst();
  }

  private static ThrowableAssertAlternative<ModelException> assertUnusable(int version) {
    Model model =
        extractor.models().stream()
            .filter(each -> Integer.valueOf(version).equals(each.version()))
            .findFirst()
            .orElseThrow();
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> extractor.extract(model, List.of(Jpegs.photo(1))));
    return assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> extractor.model(ModelKind.FACE_DESCRIPTOR, version))
        .withMessageStartingWith(
            "EXTRACTION.MODELS: %s: model 'tiny-%d': ".formatted(models.file(), version));
  }
}
