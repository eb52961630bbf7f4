package dev.luna.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @Test
  void defaultsHoldWhereNothingIsSaid() {
    assertThat(new Settings().resolve()).isEqualTo(Config.DEFAULT);
  }

  @Test
  void laterLayersWin() {
    var config =
        new Settings()
            .layer("file", Map.of("HTTP.PORT", "1", "HTTP.HOST", "::1"))
            .layer("environment", Map.of("HTTP.PORT", "2"))
            .layer("command line", Map.of("HTTP.PORT", "3"))
            .resolve();

    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.http().host()).isEqualTo("::1");
  }

  @Test
  void everySettingCanBeGivenAsItIsShown() {
    for (var setting : Settings.describe(Config.DEFAULT)) {
      String name = setting.section() + "." + setting.key();

      var config = new Settings().layer("test", Map.of(name, setting.value().toString())).resolve();

      assertThat(config).as(name).usingRecursiveComparison().isEqualTo(Config.DEFAULT);
    }
  }

  @Test
  void everyNumberIsHeldToItsRange() {
    for (var setting : Settings.describe(Config.DEFAULT)) {
      if (setting.type() == int.class) {
        String name = setting.section() + "." + setting.key();
        long below = setting.setting().min() - 1;

        assertThatExceptionOfType(InvalidConfigException.class)
            .as(name)
            .isThrownBy(
                () -> new Settings().layer("test", Map.of(name, String.valueOf(below))).resolve())
            .withMessageContaining(name)
            .withMessageContaining("is not between");
      }
    }
  }

  @Test
  void allProblemsAreReportedTogetherWithTheNearestName() {
    var settings =
        new Settings()
            .layer("luna.yaml", Map.of("HTTP.PROT", "1"))
            .layer("command line", Map.of("HTTP.PORT", "many", "LOGGER.LEVEL", "loud"));

    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(settings::resolve)
        .satisfies(invalid ->
            assertThat(invalid.problems())
                .containsExactlyInAnyOrder(
                    "luna.yaml: unknown setting HTTP.PROT, did you mean HTTP.PORT?",
                    "command line: HTTP.PORT: 'many' is not a whole number",
                    "command line: LOGGER.LEVEL: 'loud' is none of"
                        + " [DEBUG, INFO, WARNING, ERROR]"));
  }

  @Test
  void fileAndEnvironmentUseTheSameNames(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("luna.yaml"),
            """
            HTTP:
              PORT: 5011
            METRICS:
              ENABLED: false
            """);

    assertThat(ConfigSources.file(file))
        .isEqualTo(Map.of("HTTP.PORT", "5011", "METRICS.ENABLED", "false"));
    assertThat(
            ConfigSources.environment(
                Map.of("LUNA_ADMIN_HTTP_PORT", "5011", "LUNA_ADMIN_HTTP_PROT", "1", "HOME", "/")))
        .isEqualTo(Map.of("HTTP.PORT", "5011", "HTTP.PROT", "1"));
  }

  @Test
  void fileOfAnotherShapeIsRefusedWithItsName(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("broken.yaml"), "HTTP: [");

    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> ConfigSources.file(file))
        .withMessageContaining("broken.yaml");
  }

  @Test
  void secretsAreNeverPrinted() {
    var config =
        new Settings()
            .layer(
                "test",
                Map.of(
                    "DATABASE.PASSWORD",
                    "hunter2",
                    "DATABASE.URL",
                    "jdbc:postgresql://db/luna?user=u&password=hunter2&ssl=true"))
            .resolve();

    assertThat(config.toString()).doesNotContain("hunter2");
    assertThat(config.database().url().toString())
        .isEqualTo("jdbc:postgresql://db/luna?user=u&password=********&ssl=true");
    assertThat(config.database().password().reveal()).isEqualTo("hunter2");
  }
}
