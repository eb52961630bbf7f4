package dev.luna.web.frame;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** What pages say, all of it in {@code texts.properties}. */
public final class Texts {
  private static final Properties TEXTS = load();

  private Texts() {}

  /**
   * A text by its key; each {@code {}} stands for the next value.
   *
   * @throws IllegalArgumentException if there is no such text
   */
  public static String text(String key, Object... values) {
    String text = TEXTS.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("there is no text " + key);
    }
    var filled = new StringBuilder();
    int from = 0;
    for (Object value : values) {
      int at = text.indexOf("{}", from);
      if (at < 0) {
        throw new IllegalArgumentException("text %s has no place for %s".formatted(key, value));
      }
      filled.append(text, from, at).append(value);
      from = at + 2;
    }
    return filled.append(text, from, text.length()).toString();
  }

  private static Properties load() {
    var texts = new Properties();
    try (var in = Texts.class.getResourceAsStream("/texts.properties")) {
      if (in == null) {
        throw new IllegalStateException("texts.properties is not on the class path");
      }
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
