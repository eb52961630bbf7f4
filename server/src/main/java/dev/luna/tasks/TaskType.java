package dev.luna.tasks;

import java.util.Arrays;
import java.util.Locale;

/** Types of tasks with the platform's numbers. */
public enum TaskType {
  REPORTER(0),
  LINKER(1),
  CLUSTERING(2),
  EXPORTER(3),
  GC(4),
  ADDITIONAL_EXTRACT(5),
  CROSS_MATCH(6),
  ROC(7),
  ESTIMATOR(8),
  LAMBDA(9);

  private final int number;

  TaskType(int number) {
    this.number = number;
  }

  /** Its number on the wire and in the database. */
  public int number() {
    return number;
  }

  /** Its name in paths: {@code additional_extract}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is no such number
   */
  public static TaskType of(int number) {
    return Arrays.stream(values())
        .filter(type -> type.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no task type has number " + number));
  }
}
