package dev.luna.web.frame;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An entry of the navigation, in its order; one without a page has no place here. */
public enum Section {
  OVERVIEW("/"),
  ACCOUNTS("/accounts"),
  LISTS("/lists"),
  FACES("/faces"),
  EVENTS("/events"),
  TASKS("/tasks"),
  SCHEDULES("/schedules"),
  DESCRIPTORS("/descriptors"),
  SYSTEM("/help"),
  /** Not in the navigation. */
  NONE("");

  private final String path;

  Section(String path) {
    this.path = path;
  }

  public String path() {
    return path;
  }

  /** What it is called. */
  public String label() {
    return Texts.text("nav." + name().toLowerCase(Locale.ROOT));
  }

  /** The entries. */
  public static List<Section> shown() {
    return Arrays.stream(values()).filter(section -> section != NONE).toList();
  }
}
