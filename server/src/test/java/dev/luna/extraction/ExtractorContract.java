package dev.luna.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.extraction.Outcome.Reason;
import dev.luna.testing.TestPictures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds of every extractor that has face descriptors of version 59, and attributes. */
public interface ExtractorContract {
  Extractor extractor();

  @Test
  default void eachSampleHasItsOutcomeInTheOrderOfSamples() {
    var model = extractor().model(ModelKind.FACE_DESCRIPTOR, 59);

    var outcomes =
        extractor()
            .extract(
                model,
                List.of(
                    TestPictures.FACE, new byte[0], TestPictures.BODY, TestPictures.FACE.clone()))
            .outcomes();

    assertThat(outcomes).hasSize(4);
    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Descriptor.class);
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.EMPTY));
    assertThat(bytes(outcomes.get(0))).hasSize(model.length());
    assertThat(bytes(outcomes.get(3))).isEqualTo(bytes(outcomes.get(0)));
    assertThat(bytes(outcomes.get(2))).isNotEqualTo(bytes(outcomes.get(0)));
  }

  @Test
  default void attributesAreWhatTheContractKnows() {
    var model = extractor().model(ModelKind.BASIC_ATTRIBUTES, null);

    var outcomes = extractor().extract(model, List.of(TestPictures.FACE)).outcomes();

    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Attributes.class,
            attributes -> {
              assertThat(attributes.age()).isBetween(0, 100);
              assertThat(attributes.gender()).isBetween(0, 1);
              assertThat(attributes.ethnicity()).isBetween(1, 4);
            });
  }

  @Test
  default void noSamplesGiveNoOutcomes() {
    var model = extractor().model(ModelKind.FACE_DESCRIPTOR, 59);

    assertThat(extractor().extract(model, List.of()).outcomes()).isEmpty();
  }

  @Test
  default void aModelThatIsNotConfiguredIsRefused() {
    var known = extractor().model(ModelKind.FACE_DESCRIPTOR, 59);
    var other =
        new Model(
            known.name(), known.kind(), known.version(), known.sha256(), "00", known.length());

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> extractor().model(ModelKind.FACE_DESCRIPTOR, 7))
        .withMessageContaining("EXTRACTION.MODELS")
        .withMessageContaining("face_descriptor 7");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> extractor().extract(other, List.of(TestPictures.FACE)))
        .withMessageContaining("not configured any more");
  }

  /** Of a descriptor. */
  static byte[] bytes(Outcome outcome) {
    return ((Outcome.Descriptor) outcome).bytes();
  }
}
