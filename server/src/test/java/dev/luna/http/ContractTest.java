package dev.luna.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Walks the specification: what holds for every operation is asked of every operation. */
class ContractTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private static final Specification SPECIFICATION = Specification.load();
  private static final String UUID = "00000000-0000-4000-8000-000000000000";
  private static final Map<String, String> PATH_VALUES =
      Map.ofEntries(
          Map.entry("account_id", UUID),
          Map.entry("list_id", UUID),
          Map.entry("face_id", UUID),
          Map.entry("image_id", UUID),
          Map.entry("event_id", UUID),
          Map.entry("hold_id", UUID),
          Map.entry("delivery_id", UUID),
          Map.entry("task_id", "999999"),
          Map.entry("error_id", "999999"),
          Map.entry("schedule_id", "999999"),
          Map.entry("name", "luna.css"),
          Map.entry("page", "errors.html"));

  @BeforeAll
  static void registerUser() {
    var answer =
        SERVER
            .admin()
            .post(
                "/4/accounts",
                """
                {"login":"user@example.com","password":"secret","account_type":"user"}\
                """);
    assertThat(answer.status()).isEqualTo(201);
  }

  static Stream<String> operations() {
    return SPECIFICATION.operations().keySet().stream().sorted();
  }

  static Stream<String> guarded() {
    return operations().filter(name -> !isPublic(name) && !isPage(name));
  }

  static Stream<String> pages() {
    return operations().filter(name -> !isPublic(name) && isPage(name));
  }

  static Stream<String> forEveryone() {
    return operations().filter(ContractTest::isPublic);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageLeadsToTheLogin(String name) {
    var answer = send(SERVER.client(), name, "");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("/login");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationIsServedAndRefusesUnknownParameters(String name) {
    var answer = send(SERVER.admin(), name, "?nonsense=1");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(12018);
    assertThat(answer.detail()).contains("nonsense");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void everyGuardedOperationAsksForCredentials(String name) {
    var answer = send(SERVER.client(), name, "");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo(12010);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
    assertThat(
            send(SERVER.client().with("Exclude-Header", "WWW-Authorization"), name, "")
                .header("WWW-Authenticate"))
        .isEmpty();
  }

  /** Operations of the platform API, which all types of account may use. */
  static Stream<String> platform() {
    return operations().filter(name -> name.contains(":/6/"));
  }

  /** Operations and pages for accounts of type admin. */
  static Stream<String> forAdmins() {
    return Stream.concat(guarded(), pages()).filter(name -> !name.contains(":/6/"));
  }

  @ParameterizedTest
  @MethodSource("platform")
  void everyPlatformOperationLetsAllTypesOfAccountIn(String name) {
    assertThat(guarded()).contains(name);
    for (var client : List.of(SERVER.admin(), SERVER.client().as("user@example.com", "secret"))) {
      assertThat(send(client, name, "").status()).isIn(200, 400, 404);
    }
  }

  @ParameterizedTest
  @MethodSource("forAdmins")
  void everyOtherGuardedOperationRefusesOtherTypesOfAccount(String name) {
    var answer = send(SERVER.client().as("user@example.com", "secret"), name, "");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.errorCode()).isEqualTo(11059);
    assertThat(answer.detail()).contains("user");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOtherMethodIsRefusedWithTheAllowedOnes(String name) {
    String path = name.replaceFirst("^[A-Z]+:", "");
    Set<String> allowed = new TreeSet<>();
    for (String method : List.of("GET", "PUT", "POST", "PATCH", "DELETE")) {
      if (SPECIFICATION.operations().containsKey(method + ":" + path)) {
        allowed.add(method);
      }
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    for (String method : List.of("PUT", "POST", "PATCH", "DELETE", "OPTIONS")) {
      if (!allowed.contains(method)) {
        var answer = SERVER.admin().send(method, concrete(path), "", "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.errorCode()).isEqualTo(12021);
        assertThat(Set.of(answer.header("Allow").split(", ", -1))).isEqualTo(allowed);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void valuesOutsideTheDeclaredBoundsAreRefused(String name) {
    for (var parameter : queryParameters(name)) {
      String key = parameter.path("name").asString();
      for (String value : outside(parameter.path("schema"))) {
        String query = "?%s=%s".formatted(key, value);

        var answer = send(SERVER.admin(), name, query);

        assertThat(answer.errorCode()).as(query).isEqualTo(12012);
        assertThat(answer.detail()).contains(key);
      }
      assertThat(send(SERVER.admin(), name, "?%s=1&%1$s=1".formatted(key)).errorCode())
          .as("%s twice", key)
          .isEqualTo(12012);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aPathThatDoesNotFitItsPatternNamesNothing(String name) {
    String path = name.replaceFirst("^[A-Z]+:", "");
    if (!path.contains("{")) {
      return;
    }
    for (String nonsense : List.of("UPPER", "-1", "0x", "%2e%2e", "99999999999999999999")) {
      var answer =
          SERVER.admin().send(method(name), path.replaceAll("\\{[^}]+}", nonsense), "", "");

      assertThat(answer.status()).as(nonsense).isIn(404, 405);
    }
  }

  @Test
  void bodiesAreAskedForAsDeclared() {
    for (String name : SPECIFICATION.operations().keySet()) {
      var content = operation(name).path("requestBody").path("content");
      if (!content.has("application/json")) {
        continue;
      }
      String path = concrete(name.replaceFirst("^[A-Z]+:", ""));
      assertThat(SERVER.admin().send(method(name), path, "", "").errorCode()).isEqualTo(12002);
      assertThat(body(name, path, "application/json", "{").errorCode()).isEqualTo(12002);
      assertThat(body(name, path, "application/json", "{}").errorCode()).isEqualTo(12005);
      assertThat(body(name, path, "application/json", "[1]").errorCode()).isEqualTo(12022);
      assertThat(body(name, path, "text/plain", "{}").errorCode()).isEqualTo(12017);
      assertThat(body(name, path, "application/json", "{\"nonsense\":1}").errorCode())
          .isEqualTo(12022);
      assertThat(body(name, path, "application/json", "{\"a\":1,\"a\":2}").errorCode())
          .isEqualTo(12002);
    }
  }

  @Test
  void filesAreAskedForAsDeclared() {
    for (String name : SPECIFICATION.operations().keySet()) {
      var content = operation(name).path("requestBody").path("content");
      if (content.valueStream().noneMatch(ContractTest::isFile)) {
        continue;
      }
      String path = concrete(name.replaceFirst("^[A-Z]+:", ""));
      for (String type : List.of("", "application/json", "text/plain", "image/*", "nonsense")) {
        assertThat(body(name, path, type, "{}").errorCode()).as(type).isEqualTo(12017);
      }
      for (String type : content.propertyNames()) {
        assertThat(body(name, path, type, "").errorCode()).as(type).isEqualTo(12031);
        assertThat(body(name, path, type, "{}").errorCode()).as(type).isEqualTo(12031);
        assertThat(body(name, path, type + "; a=b", "{}").errorCode()).as(type).isEqualTo(12031);
      }
    }
  }

  @Test
  void everyBodyIsJsonOrAFile() {
    for (String name : SPECIFICATION.operations().keySet()) {
      var content = operation(name).path("requestBody").path("content");
      assertThat(
              content.isMissingNode()
                  || content.has("application/json")
                  || content.has("application/x-www-form-urlencoded")
                  || content.valueStream().allMatch(ContractTest::isFile))
          .as(name)
          .isTrue();
    }
  }

  @Test
  void everyOperationSaysWhatItIs() {
    for (String name : SPECIFICATION.operations().keySet()) {
      assertThat(operation(name).path("summary").asString("")).as(name).isNotEmpty();
      assertThat(operation(name).path("operationId").asString("")).as(name).isNotEmpty();
      assertThat(operation(name).path("responses").has("default")).as(name).isTrue();
    }
    var ids =
        SPECIFICATION.operations().keySet().stream()
            .map(name -> operation(name).path("operationId").asString())
            .collect(Collectors.toSet());
    assertThat(ids).hasSameSizeAs(SPECIFICATION.operations().keySet());
  }

  private static Client.Answer body(String name, String path, String type, String body) {
    return SERVER.admin().send(method(name), path, type, body);
  }

  static Client.Answer send(Client client, String name, String query) {
    return client.send(method(name), concrete(name.replaceFirst("^[A-Z]+:", "")) + query, "", "");
  }

  private static String concrete(String path) {
    String concrete = path;
    for (var value : PATH_VALUES.entrySet()) {
      concrete = concrete.replace("{" + value.getKey() + "}", value.getValue());
    }
    return concrete;
  }

  private static String method(String name) {
    return name.substring(0, name.indexOf(':'));
  }

  private static boolean isPage(String name) {
    return operation(name).path("tags").path(0).asString().equals("pages");
  }

  private static boolean isPublic(String name) {
    var security = operation(name).path("security");
    return security.isArray() && security.isEmpty();
  }

  private static JsonNode operation(String name) {
    return SPECIFICATION
        .document()
        .path("paths")
        .path(name.substring(name.indexOf(':') + 1))
        .path(method(name).toLowerCase(Locale.ROOT));
  }

  private static List<JsonNode> queryParameters(String name) {
    return operation(name)
        .path("parameters")
        .valueStream()
        .map(ContractTest::resolve)
        .filter(parameter -> parameter.path("in").asString().equals("query"))
        .toList();
  }

  private static JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asString("");
    return reference.isEmpty() ? node : SPECIFICATION.document().at(reference.substring(1));
  }

  private static boolean isFile(JsonNode content) {
    return content.at("/schema/format").asString("").equals("binary");
  }

  /** Values that do not fit a schema; those of an array are lists that do not. */
  private static List<String> outside(JsonNode declared) {
    var schema = resolve(declared);
    return switch (schema.path("type").asString("")) {
      case "integer" -> outsideNumbers(schema);
      case "array" -> outsideLists(schema);
      default -> outsideTexts(schema);
    };
  }

  private static List<String> outsideNumbers(JsonNode schema) {
    var values = new ArrayList<>(List.of("x", "", "-1", "1.5", "1e3", "99999999999999999999"));
    if (schema.has("minimum")) {
      values.add(String.valueOf(schema.path("minimum").asLong() - 1));
    }
    if (schema.has("maximum")) {
      values.add(String.valueOf(schema.path("maximum").asLong() + 1));
    }
    if (schema.has("enum")) {
      values.add("987654");
    }
    return values;
  }

  private static List<String> outsideLists(JsonNode schema) {
    var items = resolve(schema.path("items"));
    boolean isFree = outsideTexts(items).stream().noneMatch("nonsense"::equals);
    String inside = items.path("type").asString("").equals("integer") ? "1" : "x";
    var values = new ArrayList<>(List.of("", ","));
    for (String value : outside(items)) {
      values.add(value);
      values.add("%s,%s".formatted(inside, value));
    }
    if (isFree || inside.equals("1")) {
      int most = schema.path("maxItems").asInt();
      values.add(String.join(",", Collections.nCopies(most + 1, inside)));
    }
    return values;
  }

  private static List<String> outsideTexts(JsonNode schema) {
    var values = new ArrayList<>(List.of("", "%00", "a%00"));
    if (schema.has("pattern") || schema.has("format") || schema.has("enum")) {
      values.add("nonsense");
    }
    if (schema.has("maxLength")) {
      values.add("a".repeat(schema.path("maxLength").asInt() + 1));
    }
    return values;
  }
}
