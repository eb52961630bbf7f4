package dev.luna.extraction.worker;

/**
 * Which pixels of a line make which pixels of a shorter or longer one, and by how much: a triangle
 * filter, wide enough when shrinking that no pixel is left out. The same as Pillow's {@code
 * BILINEAR}, which many networks are trained with.
 */
final class Taps {
  final int[] first;
  final float[][] weights;

  Taps(int from, int to) {
    first = new int[to];
    weights = new float[to][];
    double scale = (double) from / to;
    double reach = Math.max(scale, 1);
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int begin = Math.max(0, (int) (centre - reach + 0.5));
      int end = Math.min(from, (int) (centre + reach + 0.5));
      first[i] = begin;
      weights[i] = normalised(begin, end, centre, reach);
    }
  }

  /** The first pixel beyond those that make this one. */
  int end(int i) {
    return first[i] + weights[i].length;
  }

  private static float[] normalised(int begin, int end, double centre, double reach) {
    double[] raw = new double[end - begin];
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Math.max(0, 1 - Math.abs((begin + i - centre + 0.5) / reach));
      sum += raw[i];
    }
    float[] weights = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      weights[i] = (float) (raw[i] / sum);
    }
    return weights;
  }
}
