package dev.luna.extraction.worker;

/** A network that cannot be used, and why. */
final class UnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 2000;

  UnusableException(String problem) {
    super(problem.substring(0, Math.min(problem.length(), LONGEST)));
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
