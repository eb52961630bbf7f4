package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SearchResourceTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private static Member alice;

  private final Client admin = SERVER.admin();

  @BeforeAll
  static void register() {
    alice = Member.register(SERVER, "alice", "user");
  }

  @Test
  void aListIsFoundAsItIsShown() {
    String id = created("/6/lists", "{\"user_data\":\"x\"}").path("list_id").asString();

    assertFound(id, "list", admin.get("/4/lists/" + id));
  }

  @Test
  void anAccountIsFoundByItsIdAndItsLogin() {
    var shown = admin.get("/4/accounts/" + alice.id());

    assertFound(alice.id().toString(), "account", shown);
    assertFound("alice@example.com", "account", shown);
  }

  @Test
  void aFaceIsFoundByItsIdAndThatOfItsAttributes() {
    String id =
        created(
                "/6/faces",
                """
                {"attributes":{"age":3,
                  "descriptors":[{"descriptor_version":59,"descriptor":"AQ=="}]}}\
                """)
            .path("face_id")
            .asString();
    var face = alice.client().get("/6/faces/" + id);
    String attributes = face.json().at("/attributes/attribute_id").asString();

    assertFound(id, "face", face);
    assertFound(attributes, "attribute", alice.client().get("/6/faces/" + id + "/attributes"));
    assertThat(find(attributes).body()).doesNotContain("\"descriptor\"");
  }

  @Test
  void anEventIsFoundWithoutBytes() {
    String id =
        created(
                "/6/events",
                """
                {"source":"x","face_descriptors":[{"descriptor_version":59,"descriptor":"AQ=="}]}\
                """)
            .at("/event_ids/0")
            .asString();

    assertFound(id, "event", alice.client().get("/6/events/" + id));
    assertThat(find(id).body()).doesNotContain("\"descriptor\"");
  }

  @Test
  void ofObjectsWithOneIdTheFirstInTheContractsOrderIsFound() {
    UUID id = UUID.randomUUID();
    created("/6/events", "{\"event_id\":\"%s\"}".formatted(id));
    assertThat(find(id.toString()).json().path("type").asString()).isEqualTo("event");
    alice.client().put("/6/faces/" + id, "{\"user_data\":\"x\"}").expect(201);
    assertThat(find(id.toString()).json().path("type").asString()).isEqualTo("face");
    admin
        .put("/4/accounts/" + id, "{\"login\":\"same@example.com\",\"password\":\"secret\"}")
        .expect(201);
    assertThat(find(id.toString()).json().path("type").asString()).isEqualTo("account");
    created("/6/lists", "{\"list_id\":\"%s\"}".formatted(id));
    assertThat(find(id.toString()).json().path("type").asString()).isEqualTo("list");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00000000-0000-4000-8000-000000000000", "nobody@example.com", "%25@example.com"})
  void whatIsNotThereIsNotFound(String wanted) {
    var answer = find(wanted).expect(404, ErrorCode.OBJECT_NOT_FOUND);

    assertThat(answer.detail()).contains(wanted.replace("%25", "%"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "123",
        "",
        "%00",
        "%00@example.com",
        "a@b%20c",
        "0D1A2B3C-29AD-4F3C-93B4-C9092EF12515",
        "0d1a2b3c29ad4f3c93b4c9092ef12515",
        "@"
      })
  void whatIsNeitherAnIdNorALoginIsRefused(String wanted) {
    var answer = find(wanted).expect(400, ErrorCode.BAD_QUERY);

    assertThat(answer.detail()).contains("'q'");
  }

  @Test
  void somethingHasToBeSearchedFor() {
    admin.get("/4/search").expect(400, ErrorCode.PARAMETER_REQUIRED);
    find("a".repeat(129)).expect(400, ErrorCode.BAD_QUERY);
  }

  private void assertFound(String wanted, String type, Client.Answer shown) {
    var answer = find(wanted).expect(200);

    assertThat(answer.json().path("type").asString()).isEqualTo(type);
    assertThatJson(answer.body()).node("data").isEqualTo(shown.expect(200).body());
  }

  private Client.Answer find(String wanted) {
    return admin.get("/4/search?q=" + wanted);
  }

  private static JsonNode created(String path, String body) {
    return alice.client().post(path, body).expect(201).json();
  }
}
