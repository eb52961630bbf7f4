package dev.luna.extraction.worker;

import dev.luna.extraction.Network.ColourOrder;
import dev.luna.extraction.Network.Input;
import dev.luna.extraction.Network.Layout;

/** Makes a decoded picture into the numbers that a network takes. */
final class Preparation {
  private final Input input;
  private final float[] mean = new float[Input.COLOURS];
  private final float[] scale = new float[Input.COLOURS];

  Preparation(Input input) {
    this.input = input;
    for (int colour = 0; colour < Input.COLOURS; colour++) {
      mean[colour] = input.mean().get(colour);
      scale[colour] = input.scale().get(colour);
    }
  }

  float[] prepare(Pixels pixels) {
    int width = pixels.isSideways() ? input.height() : input.width();
    int height = pixels.isSideways() ? input.width() : input.height();
    float[] fitted = Resampling.fit(pixels, width, height);
    float[] numbers = new float[input.size()];
    for (int y = 0; y < input.height(); y++) {
      for (int x = 0; x < input.width(); x++) {
        int from = place(x, y, width, height, pixels.orientation());
        for (int colour = 0; colour < Input.COLOURS; colour++) {
          float value = fitted[from * pixels.colours() + channel(colour, pixels.colours())];
          numbers[index(x, y, colour)] = (value - mean[colour]) * scale[colour];
        }
      }
    }
    return numbers;
  }

  /** Where a pixel of the upright picture is in the one that is stored. */
  private static int place(int x, int y, int width, int height, int orientation) {
    return switch (orientation) {
      case 2 -> y * width + (width - 1 - x);
      case 3 -> (height - 1 - y) * width + (width - 1 - x);
      case 4 -> (height - 1 - y) * width + x;
      case 5 -> x * width + y;
      case 6 -> (height - 1 - x) * width + y;
      case 7 -> (height - 1 - x) * width + (width - 1 - y);
      case 8 -> x * width + (width - 1 - y);
      default -> y * width + x;
    };
  }

  /** The decoder gives blue first. */
  private int channel(int colour, int colours) {
    if (colours == 1) {
      return 0;
    }
    return input.colourOrder() == ColourOrder.BGR ? colour : Input.COLOURS - 1 - colour;
  }

  private int index(int x, int y, int colour) {
    return input.layout() == Layout.NCHW
        ? (colour * input.height() + y) * input.width() + x
        : (y * input.width() + x) * Input.COLOURS + colour;
  }
}
