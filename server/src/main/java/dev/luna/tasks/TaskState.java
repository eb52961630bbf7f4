package dev.luna.tasks;

import java.util.Arrays;

/** The life of a task, with the platform's numbers. */
public enum TaskState {
  PENDING(0),
  IN_PROGRESS(1),
  CANCELLED(2),
  FAILED(3),
  COLLECTING(4),
  DONE(5);

  /** What happens to a task. */
  public enum Event {
    /** Its subtasks were written down. */
    PLANNED,
    /** The last subtask ended. */
    WORKED,
    /** The result was stored. */
    COLLECTED,
    /** It cannot be done, or one of its subtasks failed. */
    FAIL,
    /** Somebody does not want it any more. */
    CANCEL
  }

  private final int number;

  TaskState(int number) {
    this.number = number;
  }

  /** Its number on the wire and in the database. */
  public int number() {
    return number;
  }

  /** Whether nothing can happen to the task any more. */
  public boolean isFinal() {
    return this == CANCELLED || this == FAILED || this == DONE;
  }

  /**
   * The state after {@code event}.
   *
   * @throws IllegalStateException if the event cannot happen in this state
   */
  public TaskState next(Event event) {
    if (!isFinal() && event == Event.FAIL) {
      return FAILED;
    }
    if (!isFinal() && event == Event.CANCEL) {
      return CANCELLED;
    }
    if (this == PENDING && event == Event.PLANNED) {
      return IN_PROGRESS;
    }
    if (this == IN_PROGRESS && event == Event.WORKED) {
      return COLLECTING;
    }
    if (this == COLLECTING && event == Event.COLLECTED) {
      return DONE;
    }
    throw new IllegalStateException("%s cannot happen to a task that is %s".formatted(event, this));
  }

  /**
   * @throws IllegalArgumentException if there is no such number
   */
  public static TaskState of(int number) {
    return Arrays.stream(values())
        .filter(state -> state.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no task state has number " + number));
  }
}
