package dev.luna.imagestore;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.util.Arrays;

/**
 * Pixels as JPEG can hold them: eight bits, without transparency, on white. Done here rather than
 * by drawing, which wants a graphics environment and its fonts.
 */
final class Flattening {
  private static final int WHITE = 255;

  private Flattening() {}

  /** The image itself where it is flat already. */
  static BufferedImage flat(BufferedImage image) {
    var colours = image.getColorModel();
    if (isFlat(colours)) {
      return image;
    }
    var flat = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      if (isGrey(colours)) {
        readGrey(image, y, row);
      } else {
        image.getRGB(0, y, row.length, 1, row, 0, row.length);
      }
      for (int x = 0; x < row.length; x++) {
        row[x] = onWhite(row[x]);
      }
      flat.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return flat;
  }

  private static boolean isFlat(ColorModel colours) {
    return !colours.hasAlpha()
        && !(colours instanceof IndexColorModel)
        && Arrays.stream(colours.getComponentSize()).allMatch(bits -> bits == 8);
  }

  private static boolean isGrey(ColorModel colours) {
    return colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** {@code getRGB} takes grey for linear and would make the picture lighter. */
  private static void readGrey(BufferedImage image, int y, int[] row) {
    var raster = image.getRaster();
    var colours = image.getColorModel();
    int[] grey = raster.getSamples(0, y, row.length, 1, 0, (int[]) null);
    int[] alpha = null;
    if (colours.hasAlpha()) {
      alpha = raster.getSamples(0, y, row.length, 1, 1, (int[]) null);
    }
    int most = (1 << colours.getComponentSize(0)) - 1;
    for (int x = 0; x < row.length; x++) {
      int level = grey[x] * WHITE / most;
      int opacity = alpha == null ? WHITE : alpha[x] * WHITE / most;
      row[x] = opacity << 24 | level << 16 | level << 8 | level;
    }
  }

  private static int onWhite(int argb) {
    int opacity = argb >>> 24;
    return mix(argb >> 16, opacity) << 16 | mix(argb >> 8, opacity) << 8 | mix(argb, opacity);
  }

  private static int mix(int level, int opacity) {
    return ((level & WHITE) * opacity + WHITE * (WHITE - opacity) + WHITE / 2) / WHITE;
  }
}
