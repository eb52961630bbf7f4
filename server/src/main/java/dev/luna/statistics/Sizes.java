package dev.luna.statistics;

/** Sizes of images, of which there may be any number, as names of which there are few. */
final class Sizes {
  private static final int FINE = 50;
  private static final int FINE_UP_TO = 2000;
  private static final int COARSE = 500;
  private static final int LONGEST = 10_000;

  private Sizes() {}

  /** Samples are named by their size, others by that of rounded sides. */
  static String name(int width, int height) {
    boolean isSample = (width == 250 && height == 250) || (width == 128 && height == 256);
    return isSample ? exact(width, height) : exact(rounded(width), rounded(height));
  }

  private static String exact(int width, int height) {
    return "w_%d_h_%d".formatted(width, height);
  }

  private static int rounded(int side) {
    int step = side <= FINE_UP_TO ? FINE : COARSE;
    return Math.clamp((long) (side + step / 2) / step * step, FINE, LONGEST);
  }
}
