package dev.luna.imagestore;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/**
 * Reads one file of a known format. Whatever goes wrong in a decoder is the file's fault and
 * becomes BAD_INPUT: decoders answer hostile files with all sorts of runtime exceptions, and with
 * attempts to allocate what a header claims.
 */
final class Decoder implements AutoCloseable {
  private static final int COARSE = 64;

  private final FileImageInputStream stream;
  private final ImageReader reader;
  private boolean isDamaged;

  /** A size in pixels. */
  record Size(int width, int height) {
    long pixels() {
      return (long) width * height;
    }

    @Override
    public String toString() {
      return "%d x %d".formatted(width, height);
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * @throws IOException if the file cannot be opened
   */
  Decoder(PictureFormat format, Path file) throws IOException {
    stream = new FileImageInputStream(file.toFile());
    reader = format.reader();
    // Texts in a file, which may be compressed without bound, are not looked at.
    reader.setInput(stream, true, true);
    reader.addIIOReadWarningListener((_, warning) -> isDamaged |= tellsOfDamage(warning));
  }

  /** What the header says; the pixels are not looked at. */
  Size size() {
    return guarded(() -> new Size(reader.getWidth(0), reader.getHeight(0)));
  }

  /** Decodes the whole image and keeps next to none of it. */
  void verify() {
    var coarse = reader.getDefaultReadParam();
    coarse.setSourceSubsampling(COARSE, 1, 0, 0);
    int bands = decode(coarse).getRaster().getNumBands();
    if (bands != 1 && bands != 3) {
      throw refusal("Image has colours that are neither grey nor RGB");
    }
  }

  /** The image as JPEG can hold it. */
  BufferedImage flatPixels() {
    return guarded(() -> Flattening.flat(decode(reader.getDefaultReadParam())));
  }

  @Override
  public void close() throws IOException {
    reader.dispose();
    stream.close();
  }

  private BufferedImage decode(ImageReadParam param) {
    var image = guarded(() -> reader.read(0, param));
    if (isDamaged) {
      throw damaged();
    }
    return image;
  }

  private static <T> T guarded(Reading<T> reading) {
    try {
      return reading.read();
    } catch (CodedException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw damaged();
    }
  }

  /** The JPEG decoder fills up with grey what is missing, and only mentions it. */
  private static boolean tellsOfDamage(String warning) {
    return warning.contains("Premature end") || warning.contains("Corrupt");
  }

  private static CodedException damaged() {
    return refusal("Image cannot be decoded: it is damaged, incomplete or of an unusual kind");
  }

  private static CodedException refusal(String detail) {
    return new CodedException(ErrorCode.BAD_INPUT, detail);
  }
}
