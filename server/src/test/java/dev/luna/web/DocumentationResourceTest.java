package dev.luna.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.http.Specification;
import dev.luna.testing.Client;
import dev.luna.testing.TestServer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DocumentationResourceTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private final Client client = SERVER.client();

  @Test
  void theSpecificationIsServedAsYamlAndAsAPage() {
    var yaml = client.with("Accept", "application/x-yaml").get("/docs/spec");
    assertThat(yaml.body()).isEqualTo(Specification.load().yaml());

    for (String accept : new String[] {"text/html", "*/*", "text/html,application/xml;q=0.9"}) {
      assertThat(client.with("Accept", accept).get("/docs/spec").body()).contains("/assets/redoc.");
    }
    assertThat(client.get("/docs/spec").header("Content-Type")).startsWith("text/html");

    var refused = client.with("Accept", "image/png").get("/docs/spec");
    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.errorCode()).isEqualTo(12024);
  }

  @Test
  void theManualBeginsAtItsIndex() {
    assertThat(client.get("/docs/dev").header("Location")).isEqualTo("/docs/dev/index.html");
    assertThat(client.get("/docs/dev/index.html").body()).contains("/docs/dev/architecture.html");
    var missing = client.get("/docs/dev/nonsense.html");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.errorCode()).isEqualTo(12032);
  }

  @Test
  void everyCodeIsExplainedWhereErrorsLinkTo() {
    String page = client.get("/docs/dev/errors.html").body();

    for (var code : ErrorCode.values()) {
      assertThat(page).contains("id=\"%d\"".formatted(code.number()));
    }
  }

  @Test
  void everyLinkOfTheManualLeadsSomewhere() {
    var seen = new HashSet<String>();
    var open = new ArrayDeque<>(List.of("/docs/dev/index.html"));
    while (!open.isEmpty()) {
      String page = open.pop();
      if (!seen.add(page)) {
        continue;
      }
      var answer = client.get(page);
      assertThat(answer.status()).as(page).isIn(200, 302);
      if (page.startsWith("/docs/dev/")) {
        Pattern.compile("(?:href|src)=\"([^\"#]+)")
            .matcher(answer.body())
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.contains(":"))
            .map(link -> java.net.URI.create("http://x" + page).resolve(link).getPath())
            .forEach(open::add);
      }
    }
    assertThat(seen).hasSizeGreaterThan(5);
  }
}
