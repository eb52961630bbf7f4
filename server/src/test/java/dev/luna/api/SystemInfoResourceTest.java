package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Settings;
import dev.luna.db.DatabaseAddress;
import dev.luna.signing.Seal;
import dev.luna.signing.SigningKeyStore;
import dev.luna.testing.Client;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SystemInfoResourceTest {
  private final DatabaseAddress address = TestDatabases.create();
  private final SettableClock clock = new SettableClock(Instant.parse("2027-03-01T00:00:00Z"));
  @TempDir private Path directory;

  @Test
  void theReportSaysWhatRunsAndWhatThereIs() {
    try (var server = start(Map.of("IMAGE_STORE.TYPE", "NONE", "CHECKS.NIGHTLY", "1"));
        var database = TestDatabases.open(address)) {
      TestData.faces(database, 7, 56, 59);
      var report = report(server);

      assertThat(report.path("services_versions").propertyNames())
          .contains("luna-admin", "luna-api", "luna-tasks", "LUNA PLATFORM")
          .doesNotContain("luna-remote-sdk", "luna-image-store-images", "luna-lambda");
      assertThat(report.at("/services_versions/LUNA PLATFORM").has("api")).isFalse();
      assertThatJson(report.path("descriptor_info"))
          .isEqualTo(
              """
              [{"descriptor_version": 56, "descriptor_count": 7},
               {"descriptor_version": 59, "descriptor_count": 7}]
              """);
      assertThat(report.path("current_faces_attributes_count").asInt()).isEqualTo(7);
      assertThatJson(report.path("license_info"))
          .node("liveness")
          .isEqualTo("{\"is_available\": true, \"value\": 1}");
      assertThatJson(report.path("license_info"))
          .node("faces_limit")
          .isEqualTo("{\"is_available\": true, \"value\": null}");
      assertThat(report.has("errors")).isFalse();
      var keys = new SigningKeyStore(database).known();
      assertThat(keys).hasSize(1);
      assertThat(Seal.check(report, keys).isGenuine()).isTrue();
    }
  }

  @Test
  void settingsKeepTheirIdsAndTellWhenTheyChanged() {
    JsonNode before;
    try (var server = start(Map.of())) {
      before = report(server);
    }
    clock.forward(Duration.ofDays(1));
    JsonNode after;
    try (var server = start(Map.of("HTTP.STREAM_TIME", "7"))) {
      after = report(server);
    }

    assertThat(after.path("configs")).hasSize(Settings.names().size());
    var old = setting(before, "HTTP.STREAM_TIME");
    assertThatJson(setting(after, "HTTP.STREAM_TIME"))
        .isEqualTo(
            """
            {"id": %d, "tags": ["HTTP"], "name": "HTTP.STREAM_TIME", "value": 7,
             "description": %s, "create_time": "2027-03-01T00:00:00.000Z",
             "last_update_time": "2027-03-02T00:00:00.000Z", "is_default": false}
            """
                .formatted(old.path("id").asInt(), old.path("description")));
    assertThat(old.path("is_default").asBoolean()).isTrue();
    for (var setting : before.path("configs")) {
      String name = setting.path("name").asString();
      if (!name.equals("HTTP.STREAM_TIME")) {
        assertThatJson(setting(after, name)).isEqualTo(setting);
      }
    }
  }

  @Test
  void secretsAreMasked() {
    try (var server = start(Map.of("INFLUX_MONITORING.TOKEN", "t0p-secret"))) {
      var report = report(server);

      assertThat(report.toString()).doesNotContain("t0p-secret").doesNotContain(address.password());
      var token = setting(report, "INFLUX_MONITORING.TOKEN");
      assertThat(token.path("value").asString()).isEqualTo("********");
      assertThat(token.path("is_default").asBoolean()).isFalse();
    }
  }

  @Test
  void aTableThatHangsCostsItsSectionAlone() {
    try (var server = start(Map.of());
        var database = TestDatabases.open(address)) {
      var report =
          database.transaction(handle -> {
            handle.execute("lock table system_settings in access exclusive mode");
            return report(server);
          });

      assertThat(report.path("configs")).isEmpty();
      assertThatJson(report.path("errors"))
          .isEqualTo(
              """
              [{"section": "configs", "description": "It did not answer within 3000 ms"}]
              """);
      assertThat(report.path("services_versions")).isNotEmpty();
      assertThat(Seal.check(report, new SigningKeyStore(database).known()).isGenuine()).isTrue();
    }
  }

  @Test
  void aTableThatIsGoneCostsItsSectionAlone() {
    try (var server = start(Map.of());
        var database = TestDatabases.open(address)) {
      database.inTransaction(
          handle -> handle.execute("alter table system_settings rename to somewhere_else"));

      var report = report(server);

      assertThat(report.path("configs")).isEmpty();
      assertThatJson(report.path("errors"))
          .isEqualTo("[{\"section\": \"configs\", \"description\": \"It cannot be read now\"}]");
    }
  }

  private Server start(Map<String, String> more) {
    var settings = TestServer.settings(address);
    settings.put("SECRETS.KEY_FILE", directory.resolve("secrets.keys").toString());
    settings.putAll(more);
    var real = Surroundings.real();
    return Server.start(
        new Settings().layer("test", settings).resolve(),
        new Surroundings(clock, real.ids(), real.random(), real.extractors()));
  }

  private static JsonNode report(Server server) {
    return new Client(server.address())
        .as("root@visionlabs.ai", "root")
        .get("/4/luna_sys_info")
        .expect(200)
        .json();
  }

  private static JsonNode setting(JsonNode report, String name) {
    for (var setting : report.path("configs")) {
      if (setting.path("name").asString().equals(name)) {
        return setting;
      }
    }
    throw new AssertionError(name + " is not there");
  }
}
