package dev.luna.config;

/** Section LOGGER: what standard output carries. */
public record LoggerConfig(
    @Setting("Least severe events to log: DEBUG, INFO, WARNING or ERROR") Level level,
    @Setting("One event a line, as TEXT or JSON") Format format) {

  static final LoggerConfig DEFAULT = new LoggerConfig(Level.INFO, Format.TEXT);

  /** Severity. */
  public enum Level {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }

  /** Form of a line. */
  public enum Format {
    TEXT,
    JSON
  }
}
