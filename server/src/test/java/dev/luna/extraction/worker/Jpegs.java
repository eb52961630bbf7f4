package dev.luna.extraction.worker;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Good and bad JPEGs. */
final class Jpegs {
  private static final int START_OF_FRAME = 0xc0;

  private Jpegs() {}

  /** Another picture for each seed. */
  static byte[] photo(long seed) {
    return photo(seed, 250, 250);
  }

  static byte[] photo(long seed, int width, int height) {
    var random = new Random(seed);
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    for (int i = 0; i < 30; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(width), random.nextInt(height), 1 + width / 4, 1 + height / 4);
    }
    graphics.dispose();
    return jpeg(picture.getRaster(), picture);
  }

  /** Four colours in the four corners: red, green, blue, white, as one reads. */
  static BufferedImage corners(int size) {
    var picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    var colours = new Color[] {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
    var graphics = picture.createGraphics();
    for (int i = 0; i < colours.length; i++) {
      graphics.setColor(colours[i]);
      graphics.fillRect(i % 2 * size / 2, i / 2 * size / 2, size / 2, size / 2);
    }
    graphics.dispose();
    return picture;
  }

  static byte[] of(BufferedImage picture) {
    return jpeg(picture.getRaster(), picture);
  }

  static byte[] grey(int width, int height, int level) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = new byte[width * height];
    Arrays.fill(pixels, (byte) level);
    picture.getRaster().setDataElements(0, 0, width, height, pixels);
    return of(picture);
  }

  static byte[] cmyk() {
    return jpeg(Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null), null);
  }

  /** The first half of it. */
  static byte[] truncated(byte[] jpeg) {
    return Arrays.copyOf(jpeg, jpeg.length / 2);
  }

  /** With nonsense in the place of its middle. */
  static byte[] corrupt(byte[] jpeg) {
    byte[] bytes = jpeg.clone();
    Arrays.fill(bytes, bytes.length / 2, bytes.length - bytes.length / 4, (byte) 0x5a);
    return bytes;
  }

  /** Says that it has so many pixels, whatever it has. */
  static byte[] claiming(byte[] jpeg, int width, int height) {
    byte[] bytes = jpeg.clone();
    int frame = 2;
    while ((bytes[frame + 1] & 0xff) != START_OF_FRAME) {
      frame += 2 + ((bytes[frame + 2] & 0xff) << 8 | (bytes[frame + 3] & 0xff));
    }
    bytes[frame + 5] = (byte) (height >> 8);
    bytes[frame + 6] = (byte) height;
    bytes[frame + 7] = (byte) (width >> 8);
    bytes[frame + 8] = (byte) width;
    return bytes;
  }

  /** With an EXIF segment that says how it is to be turned. */
  static byte[] turned(byte[] jpeg, int orientation) {
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    var out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.writeBytes(exif);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** With bytes behind its end, which readers do not look at. */
  static byte[] marked(byte[] jpeg, String mark) {
    byte[] bytes = Arrays.copyOf(jpeg, jpeg.length + mark.length());
    for (int i = 0; i < mark.length(); i++) {
      bytes[jpeg.length + i] = (byte) mark.charAt(i);
    }
    return bytes;
  }

  private static byte[] jpeg(WritableRaster raster, @Nullable BufferedImage picture) {
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("JPEG").next();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(
          null,
          picture == null ? new IIOImage(raster, null, null) : new IIOImage(picture, null, null),
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
