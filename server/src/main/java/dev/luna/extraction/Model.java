package dev.luna.extraction;

import org.jspecify.annotations.Nullable;

/**
 * A configured network. Equal ones give the same outcome for the same sample, but for the last bits
 * of a number where the machine or the runtime differs.
 *
 * @param name as the operator gave it
 * @param version of the descriptors, 1 or more; null for attributes
 * @param sha256 of the network's file, in hexadecimal
 * @param fingerprint in hexadecimal, of all that an outcome depends on: the file, how a sample is
 *     prepared for it, what is made of the result
 * @param length of a stored descriptor in bytes; 0 for attributes
 */
public record Model(
    String name,
    ModelKind kind,
    @Nullable Integer version,
    String sha256,
    String fingerprint,
    int length) {

  public Model {
    if ((version == null) != (kind == ModelKind.BASIC_ATTRIBUTES)) {
      throw new IllegalArgumentException("version is what descriptors have, and they alone");
    }
  }
}
