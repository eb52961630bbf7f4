package dev.luna.extraction.worker;

import dev.luna.extraction.Outcome;

/** A sample that gives nothing, and why. */
final class SampleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Outcome.Reason reason;

  SampleException(Outcome.Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  Outcome outcome() {
    return new Outcome.Refused(reason, String.valueOf(getMessage()));
  }
}
