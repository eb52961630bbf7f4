package dev.luna.extraction.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.luna.extraction.Network.ColourOrder;
import dev.luna.extraction.Network.Input;
import dev.luna.extraction.Network.Layout;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {
  private static final int SIZE = 16;

  /** What a JPEG takes and gives. */
  private static final Offset<Float> LOSS = within(0.03f);

  /**
   * Corners of the upright picture, as one reads, for one that is stored red, green, blue, white.
   */
  @ParameterizedTest
  @CsvSource({
    "1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"
  })
  void picturesAreTurnedAsExifSays(int orientation, String corners) throws SampleException {
    var numbers =
        prepare(
            Jpegs.turned(Jpegs.of(Jpegs.corners(64)), orientation), ColourOrder.RGB, Layout.NCHW);

    var seen = new StringBuilder();
    for (int corner = 0; corner < 4; corner++) {
      int x = corner % 2 == 0 ? 2 : SIZE - 3;
      int y = corner / 2 == 0 ? 2 : SIZE - 3;
      seen.append(colour(numbers, y * SIZE + x));
    }
    assertThat(seen).hasToString(corners);
  }

  @Test
  void picturesThatLieAreFittedUpright() throws SampleException {
    var wide = new BufferedImage(96, 32, BufferedImage.TYPE_INT_RGB);
    wide.createGraphics().drawImage(Jpegs.corners(32), 0, 0, 96, 32, null);

    var numbers = prepare(Jpegs.turned(Jpegs.of(wide), 6), ColourOrder.RGB, Layout.NCHW);

    assertThat(colour(numbers, 2 * SIZE + 2)).isEqualTo('B');
    assertThat(colour(numbers, 2 * SIZE + SIZE - 3)).isEqualTo('R');
  }

  @Test
  void greyIsAllColoursAlike() throws SampleException {
    var numbers = prepare(Jpegs.grey(40, 30, 191), ColourOrder.BGR, Layout.NHWC);

    assertThat(numbers).hasSize(3 * SIZE * SIZE);
    for (float number : numbers) {
      assertThat(number).isCloseTo(0.5f, LOSS);
    }
  }

  @Test
  void onePixelFillsThePicture() throws SampleException {
    var pixel = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    pixel.setRGB(0, 0, Color.WHITE.getRGB());

    var numbers = prepare(Jpegs.of(pixel), ColourOrder.RGB, Layout.NCHW);

    for (float number : numbers) {
      assertThat(number).isCloseTo(1, LOSS);
    }
  }

  @Test
  void coloursAndDimensionsHaveTheOrderOfTheNetwork() throws SampleException {
    byte[] jpeg = Jpegs.of(Jpegs.corners(64));
    var planes = prepare(jpeg, ColourOrder.RGB, Layout.NCHW);

    var pixels = prepare(jpeg, ColourOrder.BGR, Layout.NHWC);

    for (int place = 0; place < SIZE * SIZE; place++) {
      for (int colour = 0; colour < 3; colour++) {
        assertThat(pixels[place * 3 + 2 - colour]).isEqualTo(planes[colour * SIZE * SIZE + place]);
      }
    }
  }

  @Test
  void shrinkingLeavesNoPixelOut() throws SampleException {
    var lines = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 256; y++) {
      for (int x = 0; x < 256; x++) {
        lines.setRGB(x, y, (x + y) % 2 == 0 ? 0xffffff : 0);
      }
    }

    var numbers = prepare(Jpegs.of(lines), ColourOrder.RGB, Layout.NCHW);

    for (float number : numbers) {
      assertThat(number).isCloseTo(0, LOSS);
    }
  }

  private static float[] prepare(byte[] jpeg, ColourOrder order, Layout layout)
      throws SampleException {
    var mean = List.of(127.5f, 127.5f, 127.5f);
    var scale = List.of(1 / 127.5f, 1 / 127.5f, 1 / 127.5f);
    return new Preparation(new Input("input", SIZE, SIZE, order, layout, mean, scale))
        .prepare(new JpegDecoder(TestModels.MOST_PIXELS).decode(jpeg));
  }

  private static char colour(float[] planes, int place) {
    boolean isRed = planes[place] > 0;
    boolean isGreen = planes[SIZE * SIZE + place] > 0;
    boolean isBlue = planes[2 * SIZE * SIZE + place] > 0;
    if (isRed) {
      return isGreen ? 'W' : 'R';
    }
    return isGreen ? 'G' : isBlue ? 'B' : '?';
  }
}
