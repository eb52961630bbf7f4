package dev.luna.extraction.worker;

/** The worker ended, or was ended since it hung, before it had answered. */
final class WorkerDiedException extends Exception {
  private static final long serialVersionUID = 1L;

  WorkerDiedException(String how) {
    super(how);
  }

  /** As a verb and what follows: "ended with exit code 134". */
  String how() {
    return String.valueOf(getMessage());
  }
}
