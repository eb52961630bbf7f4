package dev.luna.extraction.worker;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** The JDK's decoder fills up with grey what is missing, and only mentions it. */
final class Damage implements IIOReadWarningListener {
  private boolean isSeen;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    isSeen |= warning.contains("Premature end") || warning.contains("Corrupt");
  }

  boolean isSeen() {
    return isSeen;
  }
}
