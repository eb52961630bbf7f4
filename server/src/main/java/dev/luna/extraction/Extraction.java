package dev.luna.extraction;

import java.time.Duration;
import java.util.List;

/**
 * What came out of a call.
 *
 * @param outcomes one for each sample, in their order
 * @param decoding time that making the samples ready took, added up over all of them
 * @param inferring their share of the time that the network computed
 * @param computed how many got as far as the network
 * @param batches their share of the network's calls, which other samples may have been part of
 */
public record Extraction(
    List<Outcome> outcomes, Duration decoding, Duration inferring, int computed, double batches) {
  public Extraction {
    outcomes = List.copyOf(outcomes);
  }
}
