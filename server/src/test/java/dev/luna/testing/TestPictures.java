package dev.luna.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Pictures of any size, as files. */
public final class TestPictures {
  /** A face sample. */
  public static final byte[] FACE = encoded("jpg", 250, 250);

  /** A body sample. */
  public static final byte[] BODY = encoded("jpg", 128, 256);

  private TestPictures() {}

  /** A face sample that differs from those with another number. */
  public static byte[] face(int number) {
    return drawn(250, 250, number);
  }

  /** A body sample that differs from those with another number. */
  public static byte[] body(int number) {
    return drawn(128, 256, number);
  }

  private static byte[] drawn(int width, int height, int number) {
    var random = new SplittableRandom(number);
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int block = 0; block < 40; block++) {
      int left = random.nextInt(width - 20);
      int top = random.nextInt(height - 20);
      int colour = random.nextInt(1 << 24);
      for (int pixel = 0; pixel < 400; pixel++) {
        picture.setRGB(left + pixel % 20, top + pixel / 20, colour);
      }
    }
    return encoded("jpg", picture);
  }

  /**
   * @param format jpg, png or bmp
   */
  public static byte[] encoded(String format, int width, int height) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      picture.setRGB(x, x % height, 0xff_8000 + x);
    }
    return encoded(format, picture);
  }

  private static byte[] encoded(String format, BufferedImage picture) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
