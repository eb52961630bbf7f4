package dev.luna.monitoring;

import dev.luna.config.LoggerConfig;
import dev.luna.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.regex.Pattern;

/** Standard output as log: one event a line, as text or JSON. */
public final class Logging {
  // The work engine says itself what its scheduler reports; the HTTP client would print headers and
  // addresses of users, with their secrets. Kept here, since the log manager holds
  // loggers weakly and would forget their levels.
  private static final Map<Logger, Level> QUIET =
      Map.of(
          Logger.getLogger("org.flywaydb"), Level.WARNING,
          Logger.getLogger("com.zaxxer.hikari"), Level.WARNING,
          Logger.getLogger("com.github.kagkarlsson.scheduler"), Level.OFF,
          Logger.getLogger("io.helidon"), Level.WARNING,
          Logger.getLogger("org.apache.hc"), Level.WARNING);

  private Logging() {}

  public static void configure(LoggerConfig config) {
    LogManager.getLogManager().reset();
    var root = Logger.getLogger("");
    root.setLevel(level(config.level()));
    root.addHandler(handler(config.format()));
    QUIET.forEach(Logger::setLevel);
  }

  private static Handler handler(LoggerConfig.Format format) {
    var handler =
        new LineHandler(
            switch (format) {
              case TEXT -> new TextFormatter();
              case JSON -> new JsonFormatter();
            });
    handler.setLevel(Level.ALL);
    return handler;
  }

  private static Level level(LoggerConfig.Level level) {
    return switch (level) {
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARNING;
      case ERROR -> Level.SEVERE;
    };
  }

  private static String name(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  /** The fields of an event that has some: a map as its first parameter. */
  private static Map<?, ?> fields(LogRecord event) {
    Object[] parameters = event.getParameters();
    return parameters != null && parameters.length == 1 && parameters[0] instanceof Map<?, ?> fields
        ? fields
        : Map.of();
  }

  private static String trace(LogRecord event) {
    var text = new StringWriter();
    if (event.getThrown() != null) {
      event.getThrown().printStackTrace(new PrintWriter(text));
    }
    return text.toString();
  }

  /** Standard output, where each event is seen at once. */
  private static final class LineHandler extends StreamHandler {
    LineHandler(Formatter formatter) {
      super(System.out, formatter);
    }

    @Override
    public void publish(LogRecord event) {
      super.publish(event);
      flush();
    }

    @Override
    public void close() {
      // Standard output is not ours to close.
      flush();
    }
  }

  private static final class TextFormatter extends Formatter {
    private static final int LONGEST_LEVEL = "WARNING".length();
    private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+");

    @Override
    public String format(LogRecord event) {
      String level = name(event.getLevel());
      var line = new StringBuilder(Json.time(event.getInstant()));
      line.append(' ').append(level).repeat(' ', LONGEST_LEVEL - level.length());
      line.append(' ').append(shortName(event.getLoggerName())).append(": ");
      line.append(LINE_BREAKS.matcher(formatMessage(event)).replaceAll(" | "));
      fields(event)
          .forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
      return line.append(System.lineSeparator()).append(trace(event)).toString();
    }

    private static String shortName(String logger) {
      return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }
  }

  private static final class JsonFormatter extends Formatter {
    @Override
    public String format(LogRecord event) {
      var line = new LinkedHashMap<String, Object>();
      line.put("time", Json.time(event.getInstant()));
      line.put("level", name(event.getLevel()));
      line.put("logger", event.getLoggerName());
      line.put("message", formatMessage(event));
      fields(event).forEach((name, value) -> line.put(String.valueOf(name), value));
      if (event.getThrown() != null) {
        line.put("trace", trace(event));
      }
      return Json.MAPPER.writeValueAsString(line) + System.lineSeparator();
    }
  }
}
