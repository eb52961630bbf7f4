package dev.luna.faces;

import org.jspecify.annotations.Nullable;

/**
 * A descriptor of a face.
 *
 * @param version 1 or more; a face has one descriptor of a version at most
 * @param generation of the samples that it was extracted from
 * @param bytes null where they were not asked for
 */
public record Descriptor(int version, int generation, byte @Nullable [] bytes) {}
