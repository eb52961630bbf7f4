package dev.luna.licence;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a licence is about; names are the contract's. */
public enum Feature {
  EXPIRATION_TIME(Form.TIME),
  FACES_LIMIT(Form.NUMBER),
  LIVENESS(Form.FLAG),
  LIVENESS_BALANCE(Form.NUMBER),
  STREAMS_LIMIT(Form.NUMBER),
  ISO(Form.FLAG),
  BODY_ATTRIBUTES(Form.FLAG),
  INDEX(Form.FLAG),
  PEOPLE_COUNTER(Form.FLAG),
  LAMBDAS(Form.FLAG),
  DEEPFAKE(Form.FLAG);

  private final Form form;

  Feature(Form form) {
    this.form = form;
  }

  /** What a value looks like. */
  enum Form {
    TIME,
    NUMBER,
    FLAG
  }

  Form form() {
    return form;
  }

  /** Its name on the wire. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The feature with this name. */
  public static Optional<Feature> of(String key) {
    return Arrays.stream(values()).filter(feature -> feature.key().equals(key)).findFirst();
  }
}
