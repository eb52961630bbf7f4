package dev.luna.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.http.Specification;
import dev.luna.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Holds answers to the specification: status, media type and body have to be declared. Notes which
 * operations and statuses were seen, for {@code SpecificationCoverage}.
 */
public final class SpecificationCheck {
  /** Where each process of tests writes the answers it has seen when it ends. */
  public static final Path SEEN = Path.of("target", "specification-coverage");

  private static final Specification SPECIFICATION = Specification.load();
  private static final Set<String> ANSWERS = new ConcurrentSkipListSet<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(SpecificationCheck::write));
  }

  private SpecificationCheck() {}

  static void check(String method, String rawPath, Client.Answer answer) {
    // Empty steps of a path do not count.
    String path = rawPath.replaceFirst("\\?.*", "").replaceAll("/+", "/");
    if (method.equals("HEAD")) {
      checkHead(path, answer);
      return;
    }
    var operation = operation(method, path);
    if (isErrorPage(method, path, answer)) {
      assertThat(answer.body()).startsWith("<!DOCTYPE html>");
      operation.ifPresent(
          known -> ANSWERS.add("%s:%s %d".formatted(method, known, answer.status())));
      return;
    }
    if (operation.isEmpty() || answer.status() == 405) {
      assertError(answer);
      return;
    }
    var item = SPECIFICATION.document().path("paths").path(operation.get());
    var responses = item.path(method.toLowerCase(Locale.ROOT)).path("responses");
    boolean declared = responses.has(String.valueOf(answer.status()));
    assertThat(declared || answer.status() >= 400)
        .as("%s %s may answer %d", method, operation.get(), answer.status())
        .isTrue();
    String status = declared ? String.valueOf(answer.status()) : "default";
    ANSWERS.add("%s:%s %s".formatted(method, operation.get(), status));
    if (!declared) {
      assertError(answer);
    } else {
      checkBody(responses.path(status), answer);
    }
  }

  /** Who reads pages gets errors as pages: the specification says so for all operations at once. */
  private static boolean isErrorPage(String method, String path, Client.Answer answer) {
    return method.equals("GET")
        && answer.status() >= 400
        && !path.matches("/[0-9]+(/.*)?")
        && answer.header("Content-Type").startsWith("text/html");
  }

  /** What GET would answer, without its body: it has no operation of its own. */
  private static void checkHead(String path, Client.Answer answer) {
    assertThat(answer.bytes()).isEmpty();
    var responses =
        SPECIFICATION
            .document()
            .path("paths")
            .path(operation("GET", path).orElseThrow())
            .path("get")
            .path("responses");
    assertThat(responses.has(String.valueOf(answer.status())) || answer.status() >= 400)
        .as("HEAD %s may answer %d", path, answer.status())
        .isTrue();
  }

  private static void checkBody(JsonNode response, Client.Answer answer) {
    String reference = response.path("$ref").asString("");
    var declared =
        reference.isEmpty() ? response : SPECIFICATION.document().at(reference.substring(1));
    var content = declared.path("content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    String type = answer.header("Content-Type").replaceFirst(";.*", "");
    assertThat(content.has(type)).as("media type %s is declared", type).isTrue();
    if (type.equals("application/json")) {
      var schema = content.path(type).path("schema");
      assertFits(schema, answer.json());
    }
  }

  private static void assertError(Client.Answer answer) {
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertFits(
        Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/Error"), answer.json());
  }

  /** Schemas of responses refer to components or hold them; the document is their root. */
  private static void assertFits(JsonNode schema, JsonNode body) {
    var whole = Json.MAPPER.createObjectNode();
    whole.set("components", SPECIFICATION.document().path("components"));
    whole.set("allOf", Json.MAPPER.createArrayNode().add(schema));
    assertThat(Schemas.of(whole).validate(body)).as("body %s", body).isEmpty();
  }

  private static Optional<String> operation(String method, String path) {
    return SPECIFICATION.operations().keySet().stream()
        .filter(name -> name.startsWith(method + ":"))
        .map(name -> name.substring(method.length() + 1))
        .filter(template -> matches(template, path))
        .min(Comparator.comparing(template -> template.contains("{")));
  }

  private static boolean matches(String template, String path) {
    String regex =
        Pattern.compile("\\{[^}]+}").matcher(template).replaceAll("[^/]+").replace(".", "\\.");
    return path.matches(regex);
  }

  private static void write() {
    try {
      Files.createDirectories(SEEN);
      Files.write(SEEN.resolve(TestFiles.PROCESS + ".txt"), ANSWERS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
