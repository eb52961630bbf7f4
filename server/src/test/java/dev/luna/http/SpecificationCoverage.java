package dev.luna.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.SpecificationCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Runs after all other tests: each operation and each answer it declares has to have been seen. */
class SpecificationCoverage {
  @Test
  void everyDeclaredAnswerOfEveryOperationWasSeen() throws IOException {
    var specification = Specification.load();
    var declared = new TreeSet<String>();
    for (String name : specification.operations().keySet()) {
      int colon = name.indexOf(':');
      specification
          .document()
          .path("paths")
          .path(name.substring(colon + 1))
          .path(name.substring(0, colon).toLowerCase(Locale.ROOT))
          .path("responses")
          .propertyNames()
          .stream()
          .filter(status -> !status.equals("default"))
          .forEach(status -> declared.add(name + " " + status));
    }

    try (var seen = Files.newDirectoryStream(SpecificationCheck.SEEN)) {
      for (var file : seen) {
        declared.removeAll(Files.readAllLines(file));
      }
    }

    assertThat(declared).as("answers that no test has seen").isEmpty();
  }
}
