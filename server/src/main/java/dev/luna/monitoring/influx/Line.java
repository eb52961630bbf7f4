package dev.luna.monitoring.influx;

/** A point in line protocol: a series, its tags, at least one field, and a time. */
final class Line {
  private final StringBuilder text = new StringBuilder();
  private boolean hasFields;

  Line(String series) {
    text.append(escaped(series, ", "));
  }

  /** Before any field. A tag without a value cannot be written, so it is left out. */
  Line tag(String key, String value) {
    if (!value.isEmpty()) {
      text.append(',').append(escaped(key, ",= ")).append('=').append(escaped(value, ",= "));
    }
    return this;
  }

  Line field(String key, double value) {
    return written(key, String.valueOf(value));
  }

  Line field(String key, long value) {
    return written(key, value + "i");
  }

  Line field(String key, String value) {
    return written(key, '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  /** The whole line, without its end. */
  String at(long nanos) {
    return text.append(' ').append(nanos).toString();
  }

  private Line written(String key, String value) {
    text.append(hasFields ? ',' : ' ').append(escaped(key, ",= ")).append('=').append(value);
    hasFields = true;
    return this;
  }

  /** A backslash before a separator, or at the end, would be read as one that escapes it. */
  private static String escaped(String name, String special) {
    var escaped = new StringBuilder(name.length());
    for (char c : name.toCharArray()) {
      if (special.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(
          switch (c) {
            case '\\' -> '/';
            case '\n', '\r' -> '_';
            default -> c;
          });
    }
    return escaped.toString();
  }
}
