package dev.luna.benchmarks;

import java.util.List;

/** Numbers that benchmarks are given, and what they make of theirs. */
final class Numbers {
  private Numbers() {}

  /** The number that follows a name on the command line. */
  static int option(List<String> options, String name, int otherwise) {
    int at = options.indexOf(name);
    return at < 0 ? otherwise : Integer.parseInt(options.get(at + 1));
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
