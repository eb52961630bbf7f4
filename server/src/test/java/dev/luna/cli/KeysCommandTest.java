package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Settings;
import dev.luna.db.DatabaseAddress;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.Client;
import dev.luna.testing.Story;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
  @TempDir private Path directory;
  private DatabaseAddress address;
  private Path keys;

  @BeforeEach
  void create() {
    address = TestDatabases.create();
    keys = directory.resolve("secrets.keys");
  }

  @Test
  void theWebhookKeyIsPrinted() {
    assertThat(run("keys", "webhook")).matches("whsec_[A-Za-z0-9+/]{43}=\n");
  }

  @Test
  void aRotationKeepsSecretsReadableWithoutTheOldKey() throws IOException {
    try (var receiver = new CallbackReceiver()) {
      long id;
      try (var server = start()) {
        id = story(server).gcStarts(body(receiver, "p4ss"));
        receiver.awaitCalls("/hook", 1);
      }
      String old = Files.readAllLines(keys).getLast();

      assertThat(run("keys", "rotate")).contains("2 policies and callbacks");

      var lines = new ArrayList<>(Files.readAllLines(keys));
      assertThat(lines).contains(old);
      lines.remove(old);
      Files.write(keys, lines);
      try (var server = start()) {
        var admin = client(server);
        String delivery =
            admin
                .get("/4/tasks/" + id + "/notifications")
                .json()
                .path("notifications")
                .get(0)
                .path("delivery_id")
                .asString();
        admin.post("/4/tasks/%d/notifications/%s/replay".formatted(id, delivery), "").expect(202);
        assertThat(receiver.awaitCalls("/hook", 2).getLast().header("Authorization"))
            .isEqualTo(Client.basic("anna", "p4ss"));
      }
    }
  }

  @Test
  void aNodeWithOtherKeysDoesNotStartUntilTheLostOnesAreForgotten() throws IOException {
    start().close();
    Files.delete(keys);

    assertThatThrownBy(this::start)
        .isInstanceOf(Server.StartException.class)
        .hasMessageContaining("luna-admin keys forget");

    assertThat(run("keys", "forget")).contains("forgotten");
    start().close();
  }

  private Server start() {
    return Server.start(new Settings().layer("test", settings()).resolve(), Surroundings.real());
  }

  private Map<String, String> settings() {
    var settings = TestServer.settings(address);
    settings.put("SECRETS.KEY_FILE", keys.toString());
    settings.put("OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8");
    return settings;
  }

  private static Story story(Server server) {
    return new Story(client(server));
  }

  private static Client client(Server server) {
    return new Client(server.address()).as("root@visionlabs.ai", "root");
  }

  private static String body(CallbackReceiver receiver, String password) {
    return """
    {"content":{"target":"face_descriptors","filters":{"descriptor_version":56},"force":true},
     "notification_policy":{"task_callbacks":[{"type":"http","url":"%s",
       "authorization":{"type":"basic","login":"anna","password":"%s"}}]}}\
    """
        .formatted(receiver.url("/hook"), password);
  }

  /** What a command prints; it has to succeed. */
  private String run(String... command) {
    var arguments = new ArrayList<>(List.of(command));
    var settings = settings();
    settings.keySet().removeIf(name -> name.startsWith("TASKS.") || name.startsWith("HTTP."));
    settings.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
    var out = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(LunaAdminCommand.run(arguments.toArray(String[]::new))).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
