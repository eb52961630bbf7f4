package dev.luna.extraction.worker;

import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.extraction.Network.Normalisation;
import dev.luna.extraction.Network.Result;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** Normalises a descriptor and writes it as it is stored. */
final class DescriptorReader implements ResultReader {
  private final Result.Descriptor descriptor;
  private final Storage storage;

  DescriptorReader(Result.Descriptor descriptor, Storage storage) {
    this.descriptor = descriptor;
    this.storage = storage;
  }

  @Override
  public Set<String> outputs() {
    return Set.of(descriptor.output());
  }

  @Override
  public boolean fits(String output, int length) {
    return length == descriptor.length();
  }

  @Override
  public Outcome read(Outputs outputs) throws SampleException {
    float[] numbers = outputs.numbers(descriptor.output());
    double squares = 0;
    for (float number : numbers) {
      squares += (double) number * number;
    }
    if (!Double.isFinite(squares)) {
      throw new SampleException(Reason.NO_RESULT, "its descriptor has values that are no numbers");
    }
    if (squares == 0) {
      throw new SampleException(Reason.NO_RESULT, "its descriptor is all zeros");
    }
    double divisor = descriptor.normalisation() == Normalisation.L2 ? Math.sqrt(squares) : 1;
    return new Outcome.Descriptor(
        switch (storage) {
          case FLOAT32 -> floats(numbers, divisor);
          case FLOAT16 -> halves(numbers, divisor);
        });
  }

  private static byte[] floats(float[] numbers, double divisor) {
    var bytes = littleEndian(numbers.length * Float.BYTES);
    for (float number : numbers) {
      bytes.putFloat((float) (number / divisor));
    }
    return bytes.array();
  }

  private static byte[] halves(float[] numbers, double divisor) throws SampleException {
    var bytes = littleEndian(numbers.length * Short.BYTES);
    boolean isZero = true;
    for (float number : numbers) {
      short half = Float.floatToFloat16((float) (number / divisor));
      if (Float.isInfinite(Float.float16ToFloat(half))) {
        throw new SampleException(
            Reason.NO_RESULT, "its descriptor has values that are too large for FLOAT16");
      }
      bytes.putShort(half);
      isZero &= Float.float16ToFloat(half) == 0;
    }
    if (isZero) {
      throw new SampleException(
          Reason.NO_RESULT, "its descriptor has values that are too small for FLOAT16");
    }
    return bytes.array();
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
