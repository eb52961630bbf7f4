package dev.luna.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Pictures of any size, as files. */
public final class TestPictures {
  /** A face sample. */
  public static final byte[] FACE = encoded("jpg", 250, 250);

  /** A body sample. */
  public static final byte[] BODY = encoded("jpg", 128, 256);

  private TestPictures() {}

  /**
   * @param format jpg, png or bmp
   */
  public static byte[] encoded(String format, int width, int height) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      picture.setRGB(x, x % height, 0xff_8000 + x);
    }
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
