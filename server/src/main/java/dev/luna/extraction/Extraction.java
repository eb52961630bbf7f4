package dev.luna.extraction;

import java.time.Duration;
import java.util.List;

/**
 * What came out of a call.
 *
 * @param outcomes one for each sample, in their order
 * @param decoding time that making the samples ready took, added up over all of them
 * @param inferring their share of the time that the network computed
 */
public record Extraction(List<Outcome> outcomes, Duration decoding, Duration inferring) {
  public Extraction {
    outcomes = List.copyOf(outcomes);
  }
}
