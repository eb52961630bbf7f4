package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.LunaProcess;
import dev.luna.testing.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as an operator runs them: processes on a data directory. */
class CommandLineTest {
  @TempDir private Path temporary;

  @Test
  void commandsWorkBesideARunningServerAndWithoutOne() throws IOException {
    Path lines = Files.writeString(temporary.resolve("lines.ndjson"), lines(1, 50));
    Path more = Files.writeString(temporary.resolve("more.ndjson"), lines(40, 60));

    // Without a server: the command starts what it needs, and stops it again.
    assertThat(run("import", lines.toString())).contains("51 added, 0 there already, 0 refused");

    try (var server = serve()) {
      assertThat(faceCount(server)).isEqualTo(50);

      // Beside it, and with lines that are there already.
      assertThat(run("import", more.toString())).contains("10 added, 12 there already, 0 refused");
      assertThat(faceCount(server)).isEqualTo(60);
      assertThat(run("import", lines.toString())).contains("0 added, 51 there already");

      var second = start(null, "serve", "--port", "0", "--data-dir", data());
      assertThat(second.join()).isEqualTo(1);
      assertThat(second.output()).contains("is in use by a server, process");

      server.stop();
      assertThat(server.join()).isZero();
    }

    Path copy = temporary.resolve("copy.ndjson");
    assertThat(run("export", "--output", copy.toString())).contains("62 objects exported");
    Path other = temporary.resolve("other");
    var imported = start(null, "import", copy.toString(), "--data-dir", other.toString());
    assertThat(imported.join()).isZero();
    Path again = temporary.resolve("again.ndjson");
    var exported =
        start(null, "export", "--output", again.toString(), "--data-dir", other.toString());
    assertThat(exported.join()).isZero();
    assertThat(again).hasSameTextualContentAs(copy);
  }

  @Test
  void refusedLinesAreListedAndTheOthersAreIn() throws IOException {
    Path lines =
        Files.writeString(
            temporary.resolve("lines.ndjson"),
            String.join(
                "\n",
                TestData.listLine(),
                "no json",
                TestData.faceLine(1, 59),
                TestData.faceLine(2, 59, 59),
                "",
                TestData.faceLine(3, 59)
                    .replace(TestData.LIST.toString(), TestData.face(9).toString()),
                "{\"type\":\"face\",\"face_id\":\"%s\"}".formatted(TestData.face(4)),
                "{\"type\":\"robot\"}"));
    Path report = temporary.resolve("report.ndjson");

    var process = start(lines, "import", "-", "--report", report.toString(), "--data-dir", data());

    assertThat(process.join()).isEqualTo(3);
    assertThat(process.output()).contains("2 added, 0 there already, 5 refused");
    var refused = Files.readAllLines(report);
    assertThat(refused).hasSize(5);
    assertThat(String.join("\n", refused))
        .contains("\"line\":2,\"error_code\":12002")
        .contains("\"line\":4,\"error_code\":22024")
        .contains("\"line\":6,\"error_code\":22005")
        .contains("\"line\":7,\"error_code\":12022")
        .contains("account_id is missing")
        .contains("\"line\":8,\"error_code\":12022");
  }

  @Test
  void aLostPasswordIsResetAndTheDemoIsTheSameEachTime() {
    assertThat(run("demo", "--faces", "300")).contains("1515 objects added");
    assertThat(run("demo", "--faces", "300")).contains("0 objects added, 1515 there already");
    try (var server = serve()) {
      assertThat(server.client().get("/4/login").status()).isEqualTo(200);
      assertThat(start(null, "reset-password", "nobody@example.com", "--data-dir", data()).join())
          .isEqualTo(1);

      String output = run("reset-password", "root@visionlabs.ai");

      assertThat(server.client().get("/4/login").errorCode()).isEqualTo(41006);
      var reset =
          server
              .client()
              .as("root@visionlabs.ai", output.replaceFirst("(?s).*New password: (\\S+).*", "$1"));
      assertThat(reset.get("/4/lists").json().path("list_count").asInt()).isEqualTo(12);
      assertThat(reset.get("/4/accounts").json().path("account_count").asInt()).isEqualTo(4);
    }
  }

  @Test
  void theWellKnownPasswordKeepsTheServiceOnLoopback() {
    var refused = start(null, "serve", "--host", "0.0.0.0", "--port", "0", "--data-dir", data());

    assertThat(refused.join()).isEqualTo(1);
    assertThat(refused.output()).contains("FIRST_PASSWORD");

    var environment = Map.of("LUNA_ADMIN_AUTHORIZATION_FIRST_PASSWORD", "my own password");
    try (var server =
        LunaProcess.start(
            environment,
            List.of("serve", "--host", "0.0.0.0", "--port", "0", "--data-dir", data()))) {
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(60))
          .until(() -> server.output().contains("answers at"));
      assertThat(server.output()).doesNotContain("my own password");
    }
  }

  @Test
  void mistakesAreSaidTogetherAndInWords() {
    var process = start(null, "serve", "--set", "HTTP.PROT=1", "--port", "many");

    assertThat(process.join()).isEqualTo(2);
    assertThat(process.output())
        .contains("unknown setting HTTP.PROT, did you mean HTTP.PORT?")
        .contains("HTTP.PORT: 'many' is not a whole number")
        .doesNotContain("\tat ");
    var missing = start(null, "import", "/nonsense", "--data-dir", data());
    assertThat(missing.join()).isEqualTo(1);
    assertThat(missing.output()).contains("there is no file /nonsense");
    assertThat(start(null, "--version").join()).isZero();
  }

  private LunaProcess serve() {
    return LunaProcess.serve(Map.of("STORAGE.DATA_DIR", data(), "HTTP.PORT", "0"));
  }

  private String run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--data-dir");
    all.add(data());
    var process = LunaProcess.start(Map.of(), all);
    assertThat(process.join()).as(process.output()).isZero();
    return process.output();
  }

  private static LunaProcess start(@Nullable Path input, String... arguments) {
    return LunaProcess.start(Map.of(), List.of(arguments), input);
  }

  private String data() {
    return temporary.resolve("data").toString();
  }

  private static int faceCount(LunaProcess server) {
    return server.client().get("/4/lists/" + TestData.LIST).json().path("face_count").asInt();
  }

  private static String lines(int from, int to) {
    var lines = new ArrayList<String>();
    lines.add(TestData.listLine());
    for (int n = from; n <= to; n++) {
      lines.add(TestData.faceLine(n, 56, 59));
    }
    return String.join("\n", lines);
  }
}
