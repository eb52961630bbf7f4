package dev.luna.tasks.kinds.gc;

import dev.luna.descriptors.DefaultVersions;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.extraction.ModelKind;

/** Keeps default versions of descriptors from being collected by mistake. */
final class Defaults {
  private Defaults() {}

  /**
   * @throws CodedException BAD_INPUT if it is the default version and the content does not insist
   */
  static void refuse(DefaultVersions defaults, ModelKind kind, int version, GcContent content) {
    if (!content.isForced() && version == defaults.of(kind)) {
      throw new CodedException(
          ErrorCode.BAD_INPUT,
          "Descriptor version %d is the default one of %s, matching needs it; add \"force\": true"
                  .formatted(version, kind == ModelKind.FACE_DESCRIPTOR ? "faces" : "bodies")
              + " to the content to remove it all the same");
    }
  }
}
