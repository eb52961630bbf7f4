package dev.luna.tasks;

import java.util.Arrays;

/** The life of a subtask, with the platform's numbers. */
public enum SubtaskState {
  PENDING(0),
  IN_PROGRESS(1),
  CANCELLED(2),
  FAILED(3),
  DONE(5);

  /** What happens to a subtask. */
  public enum Event {
    /** A node claimed it, for the first time or after another node lost it. */
    CLAIM,
    /** Its last chunk was committed. */
    FINISH,
    /** It cannot be done. */
    FAIL,
    /** Its task was cancelled. */
    CANCEL
  }

  private final int number;

  SubtaskState(int number) {
    this.number = number;
  }

  /** Its number on the wire and in the database. */
  public int number() {
    return number;
  }

  /** Whether nothing can happen to the subtask any more. */
  public boolean isFinal() {
    return this == CANCELLED || this == FAILED || this == DONE;
  }

  /**
   * The state after {@code event}.
   *
   * @throws IllegalStateException if the event cannot happen in this state
   */
  public SubtaskState next(Event event) {
    if (isFinal() || (this == PENDING && event == Event.FINISH)) {
      throw new IllegalStateException(
          "%s cannot happen to a subtask that is %s".formatted(event, this));
    }
    return switch (event) {
      case CLAIM -> IN_PROGRESS;
      case FINISH -> DONE;
      case FAIL -> FAILED;
      case CANCEL -> CANCELLED;
    };
  }

  /**
   * @throws IllegalArgumentException if there is no such number
   */
  public static SubtaskState of(int number) {
    return Arrays.stream(values())
        .filter(state -> state.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no subtask state has number " + number));
  }
}
