package dev.luna.extraction;

import java.nio.file.Path;
import java.util.List;

/**
 * How a configured network is run.
 *
 * @param file the ONNX file
 * @param sha256 what its digest has to be, in hexadecimal
 * @param batchSize samples that it always gets at a time; missing ones are zeros
 */
public record Network(Path file, String sha256, int batchSize, Input input, Result result) {
  /**
   * What it takes: floats, {@code (pixel - mean) * scale} with pixels from 0 to 255.
   *
   * @param name of the ONNX input
   * @param width in pixels
   * @param height in pixels
   * @param mean three numbers, in the order of the colours
   * @param scale three numbers, in the order of the colours
   */
  public record Input(
      String name,
      int width,
      int height,
      ColourOrder colourOrder,
      Layout layout,
      List<Float> mean,
      List<Float> scale) {
    /** Colours of a pixel. */
    public static final int COLOURS = 3;

    public Input {
      mean = List.copyOf(mean);
      scale = List.copyOf(scale);
      if (mean.size() != COLOURS || scale.size() != COLOURS) {
        throw new IllegalArgumentException("mean and scale have three numbers each");
      }
    }

    /** Floats of one sample. */
    public int size() {
      return COLOURS * width * height;
    }
  }

  /** What the first of the three colours is. */
  public enum ColourOrder {
    RGB,
    BGR
  }

  /** Order of the dimensions: batch, colours, height, width. */
  public enum Layout {
    NCHW,
    NHWC
  }

  /** What it gives, by the names of ONNX outputs. */
  public sealed interface Result {
    /**
     * @param length in numbers
     */
    record Descriptor(String output, int length, Normalisation normalisation) implements Result {}

    /**
     * @param age one number, in years
     * @param gender one number, the probability of male; or two, the greater of which decides
     *     between female and male
     * @param ethnicity four numbers, the greatest of which decides
     */
    record Attributes(String age, String gender, String ethnicity) implements Result {}
  }

  /** What is done to a descriptor before it is stored. */
  public enum Normalisation {
    NONE,
    /** It gets the length 1. */
    L2
  }
}
