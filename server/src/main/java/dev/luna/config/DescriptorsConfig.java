package dev.luna.config;

/** Section DESCRIPTORS: the versions that matching uses. */
public record DescriptorsConfig(
    @Setting(
            value = "Default version of face descriptors; a garbage collection of it is refused",
            min = 1,
            max = Integer.MAX_VALUE)
        int defaultFaceVersion,
    @Setting(
            value = "Default version of body descriptors, likewise; both until another is set",
            min = 1,
            max = Integer.MAX_VALUE)
        int defaultBodyVersion) {

  static final DescriptorsConfig DEFAULT = new DescriptorsConfig(59, 110);
}
