package dev.luna.extraction.worker;

import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.extraction.Network.Result;
import dev.luna.extraction.Outcome;
import java.util.Set;

/** Makes outcomes of a network's outputs. */
interface ResultReader {
  /** Names of the outputs that are needed. */
  Set<String> outputs();

  /** Whether an output may have as many numbers for a sample. */
  boolean fits(String output, int length);

  /**
   * @throws SampleException if the numbers are no result
   */
  Outcome read(Outputs outputs) throws SampleException;

  /** The numbers for one sample. */
  interface Outputs {
    float[] numbers(String output);
  }

  static ResultReader of(Result result, Storage storage) {
    return switch (result) {
      case Result.Descriptor descriptor -> new DescriptorReader(descriptor, storage);
      case Result.Attributes attributes -> new AttributesReader(attributes);
    };
  }
}
