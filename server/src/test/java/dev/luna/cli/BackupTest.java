package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.LunaProcess;
import dev.luna.testing.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backups of docs/operation.md: made, everything wiped, restored, and all is there again. */
class BackupTest {
  private static final List<String> COUNTED =
      List.of("/6/faces/count", "/6/events/count", "/4/lists", "/4/accounts");

  @TempDir private Path temporary;

  @Test
  void aCopyOfTheDataDirectoryBringsEverythingBack() throws Exception {
    run("demo", "--faces", "300");
    Map<String, String> before;
    long task;
    try (var server = serve()) {
      var admin = server.client();
      var story = new Story(admin);
      task = story.gcStarts(56);
      story.awaitStatus(task, 5);
      before = counts(admin);
      server.stop();
      assertThat(server.join()).isZero();
    }
    Path archive = temporary.resolve("backup.tar");
    shell("tar", "-cf", archive.toString(), "-C", data(), ".");
    wipe();
    Files.createDirectory(Path.of(data()));
    shell("tar", "-xpf", archive.toString(), "-C", data());

    try (var server = serve()) {
      var admin = server.client();
      assertThat(counts(admin)).isEqualTo(before);
      assertThat(admin.get("/4/tasks/%d/result".formatted(task)).expect(200).body())
          .contains("\"removed_count\":300");
      assertThat(admin.get("/4/audit").json().at("/entries/0/operation").asString())
          .isEqualTo("createGcTask");
    }
    assertThat(run("check")).contains("all fits together");
  }

  @Test
  void anExportBesideTheRunningServerBringsTheDataBack() throws Exception {
    run("demo", "--faces", "300");
    Path lines = temporary.resolve("backup.ndjson");
    Path images = temporary.resolve("images.tar");
    Map<String, String> before;
    try (var server = serve()) {
      server.client().patch("/4/login", "{\"password\":\"my own\"}").expect(204);
      before = counts(server.client().as("root@visionlabs.ai", "my own"));
      run(
          "export",
          "--with-password-hashes",
          "--output",
          lines.toString(),
          "--images",
          images.toString());
    }
    wipe();

    run("import", lines.toString(), "--images", images.toString());
    try (var server = serve()) {
      assertThat(counts(server.client().as("root@visionlabs.ai", "my own"))).isEqualTo(before);
    }
    assertThat(run("check")).contains("all fits together");
  }

  private static Map<String, String> counts(Client admin) {
    var counts = new TreeMap<String, String>();
    for (String path : COUNTED) {
      counts.put(path, admin.get(path).expect(200).body());
    }
    return counts;
  }

  private void wipe() throws IOException {
    try (var files = Files.walk(Path.of(data()))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private LunaProcess serve() {
    return LunaProcess.serve(Map.of("STORAGE.DATA_DIR", data(), "HTTP.PORT", "0"));
  }

  private String run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", data()));
    try (var process = LunaProcess.start(Map.of(), all)) {
      assertThat(process.join()).as(process.output()).isZero();
      return process.output();
    }
  }

  private static void shell(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private String data() {
    return temporary.resolve("data").toString();
  }
}
