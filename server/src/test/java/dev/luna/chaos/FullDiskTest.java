package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luna.testing.Client;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image store on a disk that is full; only root can make one. */
class FullDiskTest {
  @TempDir private Path files;

  @Test
  void aFullDiskRefusesUploadsAndLosesNothing() throws Exception {
    Path disk = Files.createDirectory(files.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()), "no root");
    try (var server =
        new TestServer(
                Map.of(
                    "IMAGE_STORE.TYPE", "DISK",
                    "IMAGE_STORE.DIRECTORY", disk.toString(),
                    "LOGGER.LEVEL", "ERROR"),
                null)
            .start()) {
      var admin = server.admin();
      var stored = new LinkedHashMap<String, byte[]>();
      Client.Answer answer = upload(admin, 0);
      for (int n = 1; answer.status() == 201; n++) {
        stored.put(id(answer), TestPictures.face(n - 1));
        answer = upload(admin, n);
      }

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.errorCode()).isEqualTo(90009);
      assertThat(answer.detail()).doesNotContain(disk.toString());
      assertThat(stored).isNotEmpty();
      stored.forEach((id, bytes) ->
          assertThat(admin.get("/6/samples/faces/" + id).expect(200).bytes()).isEqualTo(bytes));
      assertThat(rows(server)).isEqualTo(contents(disk)).isEqualTo(new TreeSet<>(stored.keySet()));

      // What is removed makes room.
      stored.keySet().forEach(id -> admin.delete("/6/samples/faces/" + id).expect(204));
      await().until(() -> contents(disk).isEmpty());
      upload(admin, 0).expect(201);
      assertThat(rows(server)).isEqualTo(contents(disk)).hasSize(1);
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static Client.Answer upload(Client client, int n) {
    return client.upload("/6/samples/faces", "image/jpeg", TestPictures.face(n));
  }

  private static String id(Client.Answer answer) {
    return answer.json().path("image_id").asString();
  }

  private static TreeSet<String> rows(TestServer server) {
    List<String> rows =
        server
            .database()
            .query(handle ->
                handle.select("select image_id::text from images").mapTo(String.class).list());
    return new TreeSet<>(rows);
  }

  /** Names of files that are whole: those being written lie elsewhere. */
  private static TreeSet<String> contents(Path disk) throws IOException {
    try (var all = Files.walk(disk)) {
      return new TreeSet<>(
          all.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
