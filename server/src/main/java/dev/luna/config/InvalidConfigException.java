package dev.luna.config;

import java.util.List;

/** Everything that is wrong with the settings, at once. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  InvalidConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence each, with the setting's name. */
  public List<String> problems() {
    return problems;
  }
}
