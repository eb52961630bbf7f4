package dev.luna.tasks.engine;

/** Undoes the transaction of a chunk: the subtask has ended or belongs to somebody else now. */
final class LostClaimException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
