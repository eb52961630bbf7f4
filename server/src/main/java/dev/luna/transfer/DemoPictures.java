package dev.luna.transfer;

import dev.luna.imagestore.Bucket;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/** Draws samples that look a little like faces and bodies, and like nobody. */
final class DemoPictures {
  private static final float[] SKIN = {0.06f, 0.10f};

  private DemoPictures() {}

  /** A sample as JPEG, in the size that its bucket takes. */
  static byte[] draw(Bucket bucket, RandomGenerator random) {
    boolean isFace = bucket == Bucket.FACES_SAMPLES;
    var picture =
        isFace
            ? new BufferedImage(250, 250, BufferedImage.TYPE_INT_RGB)
            : new BufferedImage(128, 256, BufferedImage.TYPE_INT_RGB);
    var pen = picture.createGraphics();
    try {
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setColor(Color.getHSBColor(random.nextFloat(), 0.15f, 0.9f));
      pen.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      if (isFace) {
        drawFace(pen, random);
      } else {
        drawBody(pen, random);
      }
    } finally {
      pen.dispose();
    }
    return jpeg(picture);
  }

  private static void drawFace(Graphics2D pen, RandomGenerator random) {
    int width = random.nextInt(120, 160);
    int height = random.nextInt(160, 200);
    pen.setColor(Color.getHSBColor(random.nextFloat(), 0.5f, random.nextFloat(0.1f, 0.6f)));
    pen.fillOval(125 - width / 2 - 8, 20, width + 16, height);
    pen.setColor(skin(random));
    pen.fillOval(125 - width / 2, 40, width, height);
    int eyes = 40 + height * 2 / 5;
    int apart = width / 4;
    pen.setColor(Color.WHITE);
    pen.fillOval(125 - apart - 14, eyes, 28, 16);
    pen.fillOval(125 + apart - 14, eyes, 28, 16);
    pen.setColor(Color.getHSBColor(random.nextFloat(), 0.6f, 0.4f));
    pen.fillOval(125 - apart - 7, eyes + 1, 14, 14);
    pen.fillOval(125 + apart - 7, eyes + 1, 14, 14);
    pen.setColor(new Color(150, 60, 60));
    int mouth = random.nextInt(30, 60);
    pen.fillArc(125 - mouth / 2, 40 + height * 2 / 3, mouth, 24, 180, 180);
  }

  private static void drawBody(Graphics2D pen, RandomGenerator random) {
    pen.setColor(skin(random));
    pen.fillOval(50, 10, 28, 36);
    pen.setColor(Color.getHSBColor(random.nextFloat(), 0.7f, 0.7f));
    pen.fillRoundRect(36, 46, 56, 90, 20, 20);
    pen.setColor(Color.getHSBColor(random.nextFloat(), 0.5f, 0.4f));
    pen.fillRect(40, 130, 22, 110);
    pen.fillRect(66, 130, 22, 110);
  }

  private static Color skin(RandomGenerator random) {
    return Color.getHSBColor(
        random.nextFloat(SKIN[0], SKIN[1]),
        random.nextFloat(0.25f, 0.6f),
        random.nextFloat(0.35f, 0.98f));
  }

  private static byte[] jpeg(BufferedImage picture) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "jpg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
