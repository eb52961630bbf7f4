package dev.luna.extraction;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a network reads out of a sample. */
public enum ModelKind {
  /** A descriptor of a face sample. */
  FACE_DESCRIPTOR,
  /** A descriptor of a body sample. */
  BODY_DESCRIPTOR,
  /** Age, gender and ethnicity out of a face sample; has no version. */
  BASIC_ATTRIBUTES;

  /** As the contract and the models file write it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
