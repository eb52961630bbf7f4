package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.config.Settings;
import dev.luna.testing.Client;
import dev.luna.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServiceResourceTest {
  @RegisterExtension
  private static final TestServer SERVER =
      new TestServer(Map.of("AUTHORIZATION.FIRST_PASSWORD", "my first password"), null);

  private final Client client = SERVER.client();

  @Test
  void theVersionIsThatOfTheApiAndTheBuild() {
    assertThatJson(client.get("/version").body())
        .node("Version")
        .isObject()
        .containsEntry("api", java.math.BigDecimal.valueOf(4))
        .containsKeys("major", "minor", "patch");
  }

  @Test
  void theConfigurationShowsEverySettingAndNoSecret() {
    var json = client.get("/config");
    for (String name : Settings.names()) {
      assertThat(json.json().at("/" + name.replace('.', '/')).isMissingNode()).as(name).isFalse();
    }
    assertThat(json.body()).doesNotContain("my first password");
    assertThat(json.json().at("/AUTHORIZATION/FIRST_PASSWORD").asString()).isEqualTo("********");
    assertThat(json.json().at("/DATABASE/PASSWORD").asString()).isEqualTo("********");
    assertThat(json.body()).doesNotContain(SERVER.databaseAddress().password());

    var text = client.with("Accept", "text/plain").get("/config");
    assertThat(text.header("Content-Type")).startsWith("text/plain");
    assertThat(text.body()).contains("HTTP.HOST = 127.0.0.1").doesNotContain("my first password");

    var refused = client.with("Accept", "image/png").get("/config");
    assertThat(refused.status()).isEqualTo(406);
    assertThat(refused.errorCode()).isEqualTo(12023);
    assertThat(refused.detail()).contains("application/json", "text/plain");
  }

  @Test
  void healthIsAnsweredInSeconds() {
    for (String query : new String[] {"", "?include_luna_services=0", "?include_luna_services=1"}) {
      var answer = client.get("/healthcheck" + query);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("execution_time").asDouble()).isBetween(0.0, 10.0);
    }
    var redirect = client.get("/4/healthcheck?include_luna_services=1");
    assertThat(redirect.status()).isEqualTo(302);
    assertThat(redirect.header("Location")).isEqualTo("/healthcheck?include_luna_services=1");
    assertThat(client.get("/healthcheck?include_luna_services=2").errorCode()).isEqualTo(12012);
  }

  @Test
  void orchestratorsAreAnsweredInWords() {
    assertThat(client.get("/livez").expect(200).body()).isEqualTo("Ok");
    assertThat(client.get("/readyz").expect(200).body()).isEqualTo("Ok");
  }

  @Test
  void flagsOfTheContractAreShownAsNumbers() {
    var influx = client.get("/config").json().path("INFLUX_MONITORING");

    assertThat(influx.path("SEND_DATA_FOR_MONITORING").isInt()).isTrue();
    assertThat(influx.path("USE_SSL").asInt()).isZero();
    assertThat(influx.path("VERSION").asInt()).isEqualTo(2);
  }

  @Test
  void metricsCountRequestsByRouteAndNeverByWhatClientsSend() {
    var _ = client.get("/healthcheck");
    var _ = client.get("/nonsense-path");
    var _ = client.get("/4/accounts/00000000-0000-4000-8000-000000000000");

    String metrics = client.get("/metrics").body();

    assertThat(metrics)
        .contains("# HELP request_count_total Counter of requests")
        .contains("# TYPE request_count_total counter")
        .containsPattern(
            "request_count_total\\{path=\"GET:/healthcheck\",status_code=\"200\"} \\d+\\.0")
        .containsPattern(
            "errors_count_total\\{error_code=\"12010\",path=\"GET:/4/accounts/\\{account_id}\"}")
        .contains("path=\"GET:*\"")
        .doesNotContain("nonsense-path")
        .doesNotContain("00000000-0000");
  }

  @Test
  void metricsCanBeTurnedOff() {
    try (var other = new TestServer(Map.of("METRICS.ENABLED", "0"), null).start()) {
      var answer = other.client().get("/metrics");

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.errorCode()).isEqualTo(12013);
    }
  }

  @Test
  void aWorkerServesOnlyWhatWatchesIt() {
    try (var worker = new TestServer(Map.of("TASKS.ROLE", "worker"), null).start()) {
      assertThat(worker.client().get("/healthcheck").status()).isEqualTo(200);
      assertThat(worker.client().get("/version").status()).isEqualTo(200);
      assertThat(worker.admin().get("/4/accounts").status()).isEqualTo(404);
    }
  }
}
