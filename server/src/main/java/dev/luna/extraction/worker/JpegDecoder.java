package dev.luna.extraction.worker;

import dev.luna.extraction.Outcome.Reason;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes with the JDK's reader. Whatever goes wrong in it is the sample's fault: it answers
 * hostile files with all sorts of runtime exceptions. Only lack of memory is left to end the
 * process.
 */
final class JpegDecoder implements SampleDecoder {
  private final int maxPixels;

  JpegDecoder(int maxPixels) {
    this.maxPixels = maxPixels;
  }

  @Override
  public Pixels decode(byte[] jpeg) throws SampleException {
    var header = JpegHeader.of(jpeg);
    if (header.colours() == 4) {
      throw new SampleException(
          Reason.UNSUPPORTED, "it has four colours, as for printing (CMYK), and not grey or RGB");
    }
    var reader = ImageIO.getImageReadersByFormatName("JPEG").next();
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      // Texts in a file, which may be compressed without bound, are not looked at.
      reader.setInput(stream, true, true);
      return pixels(read(reader), header.orientation());
    } catch (IOException | RuntimeException e) {
      throw corrupt();
    } finally {
      reader.dispose();
    }
  }

  private BufferedImage read(ImageReader reader) throws IOException, SampleException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > maxPixels) {
      throw new SampleException(
          Reason.TOO_LARGE,
          "it has %d x %d pixels, more than %d in all".formatted(width, height, maxPixels));
    }
    var warnings = new Damage();
    reader.addIIOReadWarningListener(warnings);
    var image = reader.read(0);
    if (warnings.isSeen()) {
      throw corrupt();
    }
    return image;
  }

  private static Pixels pixels(BufferedImage image, int orientation) throws SampleException {
    boolean isKnown =
        image.getType() == BufferedImage.TYPE_3BYTE_BGR
            || image.getType() == BufferedImage.TYPE_BYTE_GRAY;
    if (!isKnown || !(image.getRaster().getDataBuffer() instanceof DataBufferByte bytes)) {
      throw new SampleException(Reason.UNSUPPORTED, "its colours are neither grey nor RGB");
    }
    int colours = image.getRaster().getNumBands();
    return new Pixels(bytes.getData(), image.getWidth(), image.getHeight(), colours, orientation);
  }

  private static SampleException corrupt() {
    return new SampleException(Reason.CORRUPT, "it is damaged or incomplete");
  }
}
