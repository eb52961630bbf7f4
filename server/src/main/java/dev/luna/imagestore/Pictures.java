package dev.luna.imagestore;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Makes what is stored out of what was uploaded: a JPEG that can be decoded to its last line. A set
 * number are decoded at a time and others wait, so that memory is bounded.
 */
public final class Pictures {
  /** What a JPEG can hold. */
  private static final int LONGEST_SIDE = 65_500;

  private final int maxPixels;
  private final Semaphore gate;

  /**
   * @param maxPixels most pixels of an image
   * @param concurrency images that are decoded at the same time; each takes up to 11 bytes a pixel
   */
  public Pictures(int maxPixels, int concurrency) {
    this.maxPixels = maxPixels;
    this.gate = new Semaphore(concurrency, true);
  }

  /**
   * Turns an upload into the JPEG to be stored, in the same file: a JPEG keeps its bytes, PNG and
   * BMP are encoded anew, with white where they are transparent.
   *
   * @param upload is written to by this call only, and is the caller's to remove
   * @param bucket what the picture is for: samples have a fixed size
   * @throws CodedException BAD_INPUT if it is no picture that can be stored, with what is wrong
   * @throws UncheckedIOException if the file itself cannot be read or written
   */
  public Picture toJpeg(Path upload, Bucket bucket) {
    gate.acquireUninterruptibly();
    try {
      var format =
          PictureFormat.of(upload)
              .orElseThrow(() -> refusal("Image is neither a JPEG nor a PNG nor a BMP"));
      return toJpeg(upload, format, bucket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      gate.release();
    }
  }

  private Picture toJpeg(Path upload, PictureFormat format, Bucket bucket) throws IOException {
    try (var decoder = new Decoder(format, upload)) {
      var size = decoder.size();
      refuseSize(size, bucket);
      if (format != PictureFormat.JPEG) {
        JpegFile.write(decoder.flatPixels(), upload);
      } else if (JpegScans.areTooMany(upload)) {
        throw refusal("Image has too many scans");
      } else {
        decoder.verify();
      }
      return new Picture(upload, size.width(), size.height());
    }
  }

  private void refuseSize(Decoder.Size size, Bucket bucket) {
    if (size.width() > LONGEST_SIDE || size.height() > LONGEST_SIDE) {
      throw refusal("Image has %s pixels, more than %d on a side".formatted(size, LONGEST_SIDE));
    }
    if (size.pixels() > maxPixels) {
      throw refusal("Image has %s pixels, more than %d in all".formatted(size, maxPixels));
    }
    switch (bucket) {
      case FACES_SAMPLES -> require(new Decoder.Size(250, 250), size);
      case BODIES_SAMPLES -> require(new Decoder.Size(128, 256), size);
      case IMAGES -> {
        // Of any size.
      }
      case TASK_RESULTS -> throw new IllegalArgumentException("results are no pictures");
    }
  }

  private static void require(Decoder.Size expected, Decoder.Size size) {
    if (!size.equals(expected)) {
      throw refusal("Image has %s pixels, a sample has to have %s".formatted(size, expected));
    }
  }

  private static CodedException refusal(String detail) {
    return new CodedException(ErrorCode.BAD_INPUT, detail);
  }
}
