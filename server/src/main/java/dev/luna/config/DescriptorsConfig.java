package dev.luna.config;

/** Section DESCRIPTORS: the versions that matching uses. */
public record DescriptorsConfig(
    @Setting(
            value = "Default version of face descriptors; a garbage collection of it is refused",
            min = 1,
            max = Integer.MAX_VALUE)
        int defaultFaceVersion) {

  static final DescriptorsConfig DEFAULT = new DescriptorsConfig(59);
}
