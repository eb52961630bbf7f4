package dev.luna.extraction.worker;

import dev.luna.extraction.Network.Result;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import java.util.Set;

/** Makes the contract's numbers of what a network of attributes gives. */
final class AttributesReader implements ResultReader {
  private static final int OLDEST = 100;
  private static final int ETHNICITIES = 4;

  private final Result.Attributes attributes;

  AttributesReader(Result.Attributes attributes) {
    this.attributes = attributes;
  }

  @Override
  public Set<String> outputs() {
    return Set.of(attributes.age(), attributes.gender(), attributes.ethnicity());
  }

  @Override
  public boolean fits(String output, int length) {
    return (!output.equals(attributes.age()) || length == 1)
        && (!output.equals(attributes.gender()) || length == 1 || length == 2)
        && (!output.equals(attributes.ethnicity()) || length == ETHNICITIES);
  }

  @Override
  public Outcome read(Outputs outputs) throws SampleException {
    float[] age = checked("age", outputs.numbers(attributes.age()));
    float[] gender = checked("gender", outputs.numbers(attributes.gender()));
    float[] ethnicity = checked("ethnicity", outputs.numbers(attributes.ethnicity()));
    int male = gender.length == 2 ? greatest(gender) : gender[0] < 0.5f ? 0 : 1;
    return new Outcome.Attributes(
        Math.clamp(Math.round(age[0]), 0, OLDEST), male, greatest(ethnicity) + 1);
  }

  private static float[] checked(String name, float[] numbers) throws SampleException {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw new SampleException(Reason.NO_RESULT, "its %s is no number".formatted(name));
      }
    }
    return numbers;
  }

  private static int greatest(float[] numbers) {
    int greatest = 0;
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] > numbers[greatest]) {
        greatest = i;
      }
    }
    return greatest;
  }
}
