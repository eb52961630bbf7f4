package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Settings;
import dev.luna.db.DatabaseAddress;
import dev.luna.signing.SigningKey;
import dev.luna.testing.Client;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a server, looked at by the command. */
class VerifyReportCommandTest {
  private final DatabaseAddress address = TestDatabases.create();
  @TempDir private Path directory;

  @Test
  void theCommandSaysWhatWasChanged() throws IOException {
    String report = report();
    assertThat(verify(0, report)).contains("as it was signed");

    assertThat(
            verify(
                3,
                report.replace(
                    "\"current_faces_attributes_count\":0",
                    "\"current_faces_attributes_count\":1")))
        .isEqualTo("current_faces_attributes_count was changed\n");
    assertThat(verify(3, report.replaceFirst("(\"name\":\"HTTP.PORT\",\"value\":)\\d+", "$180")))
        .isEqualTo("configs[1] (HTTP.PORT) was changed or added\n");
    assertThat(
            verify(
                3,
                report.replaceFirst(
                    "(\"faces_limit\":\\{\"is_available\":true,\"value\":)null", "$15")))
        .isEqualTo("license_info.faces_limit was changed\n");
    assertThat(verify(3, report.replaceFirst("\"signature\":\"[^\"]*\"", "\"signature\":\"\"")))
        .contains("it is not signed");
    assertThat(verify(3, "no report")).isEmpty();
    assertThat(verify(3, "[1]")).contains("it is not signed");
    assertThat(verify(3, "{\"signature\":\"e30.AA\"}")).contains("cannot be believed");
    assertThat(run(1, "verify-report", directory.resolve("nowhere").toString())).isEmpty();
  }

  @Test
  void aReportIsCheckedElsewhereByThePublicKey() throws IOException {
    String report = report();
    String key = run(0, "keys", "report").strip();
    Path file = Files.writeString(directory.resolve("elsewhere.json"), report);

    assertThat(LunaAdminCommand.run("verify-report", file.toString(), "--key", key)).isZero();
    String other = SigningKey.generate(new SecureRandom()).publicKey().text();
    assertThat(LunaAdminCommand.run("verify-report", file.toString(), "--key", other)).isEqualTo(3);
    assertThat(LunaAdminCommand.run("verify-report", file.toString(), "--key", "x")).isEqualTo(2);
  }

  @Test
  void aRotationOfTheKeysKeepsTheSignature() throws IOException {
    String before = report();
    run(0, "keys", "rotate");
    var lines = new ArrayList<>(Files.readAllLines(directory.resolve("secrets.keys")));
    lines.removeLast();
    Files.write(directory.resolve("secrets.keys"), lines);
    String key = run(0, "keys", "report");

    String after = report();

    assertThat(run(0, "keys", "report")).isEqualTo(key);
    assertThat(verify(0, before)).isEqualTo(verify(0, after));

    Files.delete(directory.resolve("secrets.keys"));
    run(0, "keys", "forget");
    String fresh = report();
    assertThat(run(0, "keys", "report")).isNotEqualTo(key);
    assertThat(verify(0, before)).isEqualTo(verify(0, fresh));
  }

  private String verify(int expected, String report) throws IOException {
    Path file = Files.writeString(directory.resolve("report.json"), report);
    return run(expected, "verify-report", file.toString());
  }

  private String report() {
    try (var server =
        Server.start(new Settings().layer("test", settings()).resolve(), Surroundings.real())) {
      return new Client(server.address())
          .as("root@visionlabs.ai", "root")
          .get("/4/luna_sys_info")
          .expect(200)
          .body();
    }
  }

  private Map<String, String> settings() {
    var settings = TestServer.settings(address);
    settings.put("SECRETS.KEY_FILE", directory.resolve("secrets.keys").toString());
    return settings;
  }

  /** What a command prints. */
  private String run(int expected, String... command) {
    var arguments = new ArrayList<>(List.of(command));
    var settings = settings();
    settings.keySet().removeIf(name -> name.startsWith("TASKS.") || name.startsWith("HTTP."));
    settings.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
    var out = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(LunaAdminCommand.run(arguments.toArray(String[]::new))).isEqualTo(expected);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
