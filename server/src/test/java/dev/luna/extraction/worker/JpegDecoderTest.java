package dev.luna.extraction.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.extraction.Outcome.Reason;
import dev.luna.extraction.Outcome.Refused;
import dev.luna.testing.TestPictures;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JpegDecoderTest {
  private static final byte[] PHOTO = Jpegs.photo(1);

  private final JpegDecoder decoder = new JpegDecoder(TestModels.MOST_PIXELS);

  @Test
  void whatCannotBeReadIsRefusedWithItsReason() {
    assertRefused(new byte[0], Reason.EMPTY);
    assertRefused("<html>".getBytes(StandardCharsets.UTF_8), Reason.NOT_AN_IMAGE);
    assertRefused(TestPictures.encoded("png", 20, 20), Reason.NOT_AN_IMAGE);
    assertRefused(new byte[] {-1}, Reason.NOT_AN_IMAGE);
    assertRefused(Arrays.copyOf(PHOTO, 3), Reason.CORRUPT);
    assertRefused(Jpegs.truncated(PHOTO), Reason.CORRUPT);
    assertRefused(Jpegs.corrupt(PHOTO), Reason.CORRUPT);
    assertRefused(Jpegs.cmyk(), Reason.UNSUPPORTED);
    assertRefused(Jpegs.claiming(PHOTO, 65_000, 65_000), Reason.TOO_LARGE);
    assertRefused(Jpegs.claiming(PHOTO, 0, 10), Reason.CORRUPT);
  }

  @Test
  void endlessScansAreRefused() {
    byte[] scans = Arrays.copyOf(PHOTO, PHOTO.length + 4000);
    for (int i = PHOTO.length; i < scans.length; i += 2) {
      scans[i] = -1;
      scans[i + 1] = (byte) 0xda;
    }

    assertRefused(scans, Reason.TOO_LARGE);
  }

  @Test
  void exifThatMakesNoSenseChangesNothing() throws SampleException {
    assertThat(decoder.decode(Jpegs.turned(PHOTO, 9)).orientation()).isEqualTo(1);
    byte[] broken = Jpegs.turned(PHOTO, 6);
    // Where its directory is.
    broken[16] = 0x7f;
    assertThat(decoder.decode(broken).orientation()).isEqualTo(1);
    assertThat(decoder.decode(Jpegs.turned(PHOTO, 6)).isSideways()).isTrue();
  }

  /** Anything else than a picture or a refusal would end the worker. */
  @Test
  void randomDamageIsAPictureOrARefusal() {
    var random = new Random(7);
    byte[] turned = Jpegs.turned(Jpegs.photo(2, 64, 64), 6);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] damaged = turned.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(decoder.decode(damaged).width()).isPositive();
      } catch (SampleException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 499);
  }

  private void assertRefused(byte[] sample, Reason reason) {
    assertThatExceptionOfType(SampleException.class)
        .isThrownBy(() -> decoder.decode(sample))
        .satisfies(e -> assertThat(((Refused) e.outcome()).reason()).isEqualTo(reason))
        .withMessageStartingWith("it ");
  }
}
