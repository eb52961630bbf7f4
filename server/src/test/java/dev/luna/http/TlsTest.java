package dev.luna.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Settings;
import dev.luna.outbound.Certificates;
import dev.luna.testing.Client;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir private Path directory;

  @Test
  void theServerShowsItsCertificateAndCookiesAreForTlsOnly() throws Exception {
    var certificates = new Certificates(directory, "127.0.0.1");
    certificates.writePem(directory.resolve("server.pem"), directory.resolve("server.key"));
    try (var server = start("server.pem", "server.key");
        var client =
            HttpClient.newBuilder()
                .sslContext(certificates.client())
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
      assertThat(server.address()).hasScheme("https");
      var login =
          HttpRequest.newBuilder(server.address().resolve("/4/login"))
              .header("Authorization", Client.basic("root@visionlabs.ai", "root"))
              .POST(BodyPublishers.noBody())
              .build();

      var answer = client.send(login, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Secure");
      assertThat(answer.sslSession().orElseThrow().getProtocol()).startsWith("TLSv1.");
      var large =
          HttpRequest.newBuilder(server.address().resolve("/6/images"))
              .header("Authorization", Client.basic("root@visionlabs.ai", "root"))
              .header("Content-Type", "image/jpeg")
              .POST(BodyPublishers.ofByteArray(new byte[3 << 20]))
              .build();
      assertThat(client.send(large, BodyHandlers.ofString()).statusCode()).isEqualTo(400);

      var plain = URI.create("http://127.0.0.1:%d/version".formatted(server.address().getPort()));
      assertThatThrownBy(
              () -> new Client(URI.create("http://127.0.0.1:" + plain.getPort())).get("/version"))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    new Certificates(directory, "a.example")
        .writePem(directory.resolve("a.pem"), directory.resolve("a.key"));
    new Certificates(directory, "b.example")
        .writePem(directory.resolve("b.pem"), directory.resolve("b.key"));
    Files.writeString(directory.resolve("nonsense"), "nonsense");

    assertRefused("a.pem", "b.key", "b.key is not the key of the first certificate");
    assertRefused("missing.pem", "a.key", "missing.pem cannot be read");
    assertRefused("a.pem", "nonsense", "PKCS #8");
    assertRefused("nonsense", "a.key", "nonsense");
  }

  private void assertRefused(String certificate, String key, String reason) {
    assertThatThrownBy(
            () -> Certificate.read(directory.resolve(certificate), directory.resolve(key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void theServiceDoesNotStartWithoutTheCertificateThatItShouldHave() {
    assertThatThrownBy(() -> start("missing.pem", "missing.key").close())
        .isInstanceOf(Server.StartException.class)
        .hasMessageContaining("HTTP.TLS_CERTIFICATE")
        .hasMessageContaining("missing.pem");
  }

  private Server start(String certificate, String key) {
    var settings = TestServer.settings(TestDatabases.create());
    settings.putAll(
        Map.of(
            "HTTP.TLS_CERTIFICATE",
            directory.resolve(certificate).toString(),
            "HTTP.TLS_KEY",
            directory.resolve(key).toString()));
    return Server.start(new Settings().layer("test", settings).resolve(), Surroundings.real());
  }
}
