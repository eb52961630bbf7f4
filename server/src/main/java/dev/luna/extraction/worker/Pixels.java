package dev.luna.extraction.worker;

/**
 * A decoded picture.
 *
 * @param colours of each pixel, one or three: grey, or blue, green, red as the decoder gives them
 * @param bytes row by row without gaps
 * @param orientation how it is to be turned, 1 to 8 by EXIF
 */
record Pixels(byte[] bytes, int width, int height, int colours, int orientation) {
  /** Whether width and height change places when it is turned. */
  boolean isSideways() {
    return orientation >= 5;
  }
}
