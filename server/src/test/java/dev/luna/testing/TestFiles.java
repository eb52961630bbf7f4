package dev.luna.testing;

import java.nio.file.Path;

/** Where the tests of one process keep files; several processes run tests at the same time. */
public final class TestFiles {
  /** The number of this process, from 1. */
  static final String PROCESS = System.getProperty("tests.process", "1");

  private TestFiles() {}

  /** A file or directory of this process alone. */
  public static Path of(String name) {
    return Path.of("target", "test-" + PROCESS, name);
  }
}
