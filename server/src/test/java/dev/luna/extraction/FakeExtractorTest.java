package dev.luna.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.extraction.Outcome.Reason;
import dev.luna.testing.FakeExtractor;
import dev.luna.testing.TestPictures;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class FakeExtractorTest implements ExtractorContract {
  private final FakeExtractor extractor = new FakeExtractor();

  @Override
  public Extractor extractor() {
    return extractor;
  }

  @Test
  void testsKnowWhatComesOut() {
    var descriptors = extract(FakeExtractor.FACE_60);
    var attributes = extract(FakeExtractor.ATTRIBUTES);

    assertThat(ExtractorContract.bytes(descriptors))
        .isEqualTo(FakeExtractor.descriptor(60, TestPictures.FACE))
        .isNotEqualTo(FakeExtractor.descriptor(59, TestPictures.FACE));
    assertThat(attributes).isEqualTo(FakeExtractor.attributes(TestPictures.FACE));
    assertThat(extractor.calls()).isEqualTo(2);
    assertThat(extractor.samples()).isEqualTo(2);
  }

  @Test
  void itRefusesFailsAndForgetsAsItIsTold() {
    extractor.refuse(TestPictures.FACE, Reason.CORRUPT);
    extractor.failNext(1);

    assertThatExceptionOfType(ExtractorException.class).isThrownBy(extractor::check);
    assertThatExceptionOfType(ExtractorException.class)
        .isThrownBy(() -> extract(FakeExtractor.FACE_59));
    assertThat(extract(FakeExtractor.FACE_59))
        .isEqualTo(new Outcome.Refused(Reason.CORRUPT, "it is refused"));

    extractor.configure(FakeExtractor.FACE_60);
    assertThat(extractor.models()).containsExactly(FakeExtractor.FACE_60);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> extract(FakeExtractor.FACE_59));
  }

  @Test
  void itHoldsCalls() throws Exception {
    extractor.hold();
    var call = new FutureTask<>(() -> extract(FakeExtractor.FACE_59));
    Thread.ofVirtual().start(call);

    extractor.awaitHeld(1);
    assertThat(extractor.samples()).isZero();
    extractor.release();

    assertThat(call.get()).isInstanceOf(Outcome.Descriptor.class);
  }

  private Outcome extract(Model model) {
    return extractor.extract(model, List.of(TestPictures.FACE)).outcomes().getFirst();
  }
}
