package dev.luna.extraction.worker;

/**
 * Fits a picture to a size. A line of the source is fitted to the width and added where it belongs,
 * so that no more than the result is kept.
 */
final class Resampling {
  private final Pixels source;
  private final int width;
  private final Taps across;
  private final Taps down;

  private Resampling(Pixels source, int width, int height) {
    this.source = source;
    this.width = width;
    across = new Taps(source.width(), width);
    down = new Taps(source.height(), height);
  }

  /** Row by row, as many numbers for a pixel as the source has, from 0 to 255. */
  static float[] fit(Pixels source, int width, int height) {
    return new Resampling(source, width, height).run(height);
  }

  private float[] run(int height) {
    int row = width * source.colours();
    float[] result = new float[height * row];
    float[] line = new float[row];
    int lowest = 0;
    for (int y = 0; y < source.height(); y++) {
      fitLine(y, line);
      while (lowest < height && down.end(lowest) <= y) {
        lowest++;
      }
      for (int target = lowest; target < height && down.first[target] <= y; target++) {
        if (y < down.end(target)) {
          add(line, down.weights[target][y - down.first[target]], result, target * row);
        }
      }
    }
    return result;
  }

  private void fitLine(int y, float[] line) {
    byte[] bytes = source.bytes();
    int colours = source.colours();
    int begin = y * source.width() * colours;
    int out = 0;
    for (int x = 0; x < width; x++) {
      float[] weights = across.weights[x];
      for (int colour = 0; colour < colours; colour++) {
        int in = begin + across.first[x] * colours + colour;
        float sum = 0;
        for (float weight : weights) {
          sum += weight * (bytes[in] & 0xff);
          in += colours;
        }
        line[out++] = sum;
      }
    }
  }

  private static void add(float[] line, float weight, float[] result, int place) {
    for (int i = 0; i < line.length; i++) {
      result[place + i] += weight * line[i];
    }
  }
}
