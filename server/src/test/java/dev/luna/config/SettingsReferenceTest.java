package dev.luna.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of settings in the manual is the one that the records give. {@code UPDATE_MANUAL=1
 * ./mvnw test -Dtest=SettingsReferenceTest} writes it anew.
 */
class SettingsReferenceTest {
  private static final Path MANUAL = Path.of("..", "docs", "operation.md");
  private static final String BEGIN = "<!-- settings: made from the config records -->\n";
  private static final String END = "<!-- end of settings -->\n";

  @Test
  void theManualHasEverySettingAsItIs() throws IOException {
    String manual = Files.readString(MANUAL);
    int begin = manual.indexOf(BEGIN) + BEGIN.length();
    int end = manual.indexOf(END);
    if (System.getenv("UPDATE_MANUAL") != null) {
      Files.writeString(MANUAL, manual.substring(0, begin) + table() + manual.substring(end));
    } else {
      assertThat(manual.substring(begin, end)).isEqualTo(table());
    }
  }

  private static String table() {
    return "\n| Setting | Default | Meaning |\n|---|---|---|\n"
        + Settings.describe(Config.DEFAULT).stream()
            .map(s ->
                "| `%s.%s` | %s | %s |\n"
                    .formatted(s.section(), s.key(), value(s), s.setting().value() + range(s)))
            .collect(Collectors.joining())
        + "\n";
  }

  private static String value(Settings.Described setting) {
    String text = setting.value().toString();
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String range(Settings.Described setting) {
    if (setting.type().isEnum()) {
      return " ("
          + Arrays.stream(setting.type().getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "))
          + ")";
    }
    return setting.type() == int.class
        ? " (%d to %d)".formatted(setting.setting().min(), setting.setting().max())
        : "";
  }
}
