package dev.luna.faces;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a face from its samples.
 *
 * @param age in years
 * @param gender 0 female, 1 male
 * @param ethnicity 1 african_american, 2 indian, 3 asian, 4 caucasian
 * @param samples ids of the samples that all of it was extracted from
 * @param generation grows when the samples are replaced
 * @param descriptors of different versions, in their order
 */
public record Attributes(
    UUID attributeId,
    @Nullable Integer age,
    @Nullable Integer gender,
    @Nullable Integer ethnicity,
    List<UUID> samples,
    int generation,
    List<Descriptor> descriptors) {

  /** The same as of another generation. */
  Attributes in(int other) {
    return new Attributes(
        attributeId,
        age,
        gender,
        ethnicity,
        samples,
        other,
        descriptors.stream()
            .map(descriptor -> new Descriptor(descriptor.version(), other, descriptor.bytes()))
            .toList());
  }
}
