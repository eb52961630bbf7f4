package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FaceListsResourceTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private static Member alice;
  private static Member bob;

  private static Client client;

  @BeforeAll
  static void register() {
    alice = Member.register(SERVER, "alice", "user");
    client = alice.client();
    bob = Member.register(SERVER, "bob", "user");
  }

  @Test
  void aListIsCreatedReadChangedAndRemoved() {
    var created = client.post("/6/lists", "{\"user_data\":\"staff\"}").expect(201);
    UUID listId = UUID.fromString(created.json().path("list_id").asString());
    String path = "/6/lists/" + listId;
    assertThatJson(created.body()).isEqualTo("{\"list_id\":\"%s\"}".formatted(listId));
    assertThat(created.header("Location")).isEqualTo(path);

    var read = client.get(path).expect(200);
    assertThatJson(read.body())
        .isEqualTo(
            """
            {"list_id":"%s","account_id":"%s","user_data":"staff","face_count":0,
             "last_update_time":"${json-unit.any-string}"}\
            """
                .formatted(listId, alice.id()));
    var head = client.head(path).expect(200);
    assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(read.bytes().length));

    client.patch(path, "{\"user_data\":\"guests\"}").expect(204);
    assertThat(client.get(path).json().path("user_data").asString()).isEqualTo("guests");
    client.patch(path, "{\"user_data\":\"\"}").expect(204);
    assertThat(client.get(path).json().path("user_data").asString()).isEmpty();

    client.delete(path).expect(204);
    for (var gone :
        List.of(
            client.get(path), client.delete(path), client.patch(path, "{\"user_data\":\"x\"}"))) {
      assertThat(gone.expect(404, ErrorCode.LIST_NOT_FOUND).detail()).contains(listId.toString());
    }
    client.head(path).expect(404);
  }

  @Test
  void aListMayBringItsIdButNotOneThatIsTaken() {
    UUID listId = UUID.randomUUID();
    String body = "{\"list_id\":\"%s\"}".formatted(listId);

    assertThat(client.post("/6/lists", body).expect(201).header("Location"))
        .isEqualTo("/6/lists/" + listId);

    for (var other : List.of(client, bob.client())) {
      var answer = other.post("/6/lists", body).expect(409, ErrorCode.LIST_EXISTS);
      assertThat(answer.detail()).contains(listId.toString());
    }
    assertThat(list(listId).path("account_id").asString()).isEqualTo(alice.id().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"list_id\":\"UPPER\"}",
        "{\"list_id\":null}",
        "{\"list_id\":\"0D1A2B3C-29AD-4F3C-93B4-C9092EF12515\"}",
        "{\"user_data\":1}",
        "{\"user_data\":null}",
        "{\"user_data\":\"a\\u0000b\"}",
        "{\"user_data\":\"\\ud800\"}",
        "{\"user_data\":\"x\",\"account_id\":\"0d1a2b3c-29ad-4f3c-93b4-c9092ef12515\"}",
        "[]",
        "\"text\""
      })
  void aBodyThatDoesNotFitIsRefused(String body) {
    client.post("/6/lists", body).expect(400, ErrorCode.INVALID_JSON);
  }

  @Test
  void userDataHasUpTo128Characters() {
    String longest = "{\"user_data\":\"%s\"}".formatted("ж".repeat(128));
    var created = client.post("/6/lists", longest).expect(201).json();
    assertThat(list(UUID.fromString(created.path("list_id").asString())).path("user_data"))
        .isEqualTo(Json.MAPPER.readTree(longest).path("user_data"));

    var answer = client.post("/6/lists", longest.replace("ж\"", "жж\""));

    assertThat(answer.expect(400, ErrorCode.INVALID_JSON).detail()).contains("user_data");
  }

  @Test
  void listsComeInPagesNewestFirst() {
    var carol = Member.register(SERVER, "carol", "user");
    for (int i = 0; i < 12; i++) {
      carol.client().post("/6/lists", "{\"user_data\":\"%d\"}".formatted(i)).expect(201);
    }

    var first = carol.client().get("/6/lists").json().path("lists");
    var second = carol.client().get("/6/lists?page=2").json().path("lists");
    assertThat(first.size()).isEqualTo(10);
    assertThat(first.at("/0/user_data").asString()).isEqualTo("11");
    assertThat(second.size()).isEqualTo(2);
    assertThat(second.at("/1/user_data").asString()).isEqualTo("0");
    for (String deep : List.of("page=3", "page=9223372036854775807&page_size=1000")) {
      assertThat(carol.client().get("/6/lists?" + deep).json().path("lists").size()).isZero();
    }
    assertThat(count(carol.client(), "")).isEqualTo(12);
    assertThat(count(carol.client(), "?account_id=" + carol.id())).isEqualTo(12);
    assertThat(count(SERVER.admin(), "?account_id=" + carol.id())).isEqualTo(12);
    assertThat(count(SERVER.admin(), "?account_id=" + UUID.randomUUID())).isZero();
  }

  @Test
  void facesAreAttachedAndDetachedOnce() {
    var list = createList();
    var faces = List.of(createFace(), createFace(), createFace());

    link("attach", list, faces).expect(204);
    link("attach", list, faces.subList(0, 1)).expect(204);
    link("attach", list, List.of(faces.getFirst(), faces.getFirst())).expect(204);
    assertThat(list(list).path("face_count").asInt()).isEqualTo(3);
    assertThatJson(client.get("/6/faces/" + faces.getFirst() + "?targets=lists").body())
        .isEqualTo("{\"lists\":[\"%s\"]}".formatted(list));

    link("detach", list, faces.subList(0, 2)).expect(204);
    link("detach", list, faces.subList(0, 2)).expect(204);
    assertThat(list(list).path("face_count").asInt()).isEqualTo(1);
    assertThat(faces(list)).containsExactly(faces.get(2));
  }

  @Test
  void anUnknownFaceIsNamedAndNothingIsLinked() {
    var list = createList();
    var mine = createFace();
    UUID foreign = createFace(bob.client());

    for (UUID unknown : List.of(UUID.randomUUID(), foreign)) {
      for (String action : List.of("attach", "detach")) {
        var answer = link(action, list, List.of(mine, unknown));

        assertThat(answer.expect(400, ErrorCode.FACES_NOT_FOUND).detail())
            .contains(unknown.toString());
      }
    }
    assertThat(list(list).path("face_count").asInt()).isZero();
  }

  @Test
  void anUnknownListIsNamed() {
    UUID foreign =
        UUID.fromString(
            bob.client()
                .post("/6/lists", "{\"user_data\":\"x\"}")
                .json()
                .path("list_id")
                .asString());

    for (UUID unknown : List.of(UUID.randomUUID(), foreign)) {
      var answer = link("attach", unknown, List.of(createFace()));

      assertThat(answer.expect(400, ErrorCode.LISTS_NOT_FOUND).detail())
          .contains(unknown.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"list_id\":\"%s\",\"face_ids\":[\"%1$s\"]}",
        "{\"list_id\":\"%s\",\"face_ids\":[],\"action\":\"attach\"}",
        "{\"list_id\":\"%s\",\"face_ids\":\"%1$s\",\"action\":\"attach\"}",
        "{\"list_id\":\"%s\",\"face_ids\":[\"%1$s\"],\"action\":\"ATTACH\"}",
        "{\"list_id\":\"%s\",\"face_ids\":[\"%1$s\"],\"action\":\"remove\"}",
        "{\"list_id\":\"%s\",\"face_ids\":[\"%1$s\",1],\"action\":\"attach\"}",
        "{\"face_ids\":[\"%s\"],\"action\":\"attach\"}"
      })
  void aLinkThatDoesNotFitIsRefused(String body) {
    client
        .patch("/6/linker", body.formatted(UUID.randomUUID()))
        .expect(400, ErrorCode.INVALID_JSON);
  }

  @Test
  void moreThanAThousandFacesAreTooManyForOneLink() {
    var ids = Stream.generate(UUID::randomUUID).limit(1001).toList();

    link("attach", createList(), ids).expect(400, ErrorCode.INVALID_JSON);
  }

  @Test
  void aRemovedListLeavesItsFaces() {
    var list = createList();
    var faces = List.of(createFace(), createFace());
    link("attach", list, faces).expect(204);

    client.delete("/6/lists/" + list).expect(204);

    assertThatJson(client.get("/6/faces/" + faces.getFirst() + "?targets=lists").body())
        .isEqualTo("{\"lists\":[]}");
    client.get("/6/faces?list_id=" + list).expect(200);
    assertThat(faces(list)).isEmpty();
  }

  @Test
  void aRemovedListTakesItsFacesWhereAskedTo() {
    var dave = Member.register(SERVER, "dave", "user");
    var list = createList(dave.client());
    var other = createList(dave.client());
    String body = "{\"lists\":[\"%s\",\"%s\"]}".formatted(list, other);
    String face =
        dave.client().post("/6/faces", body).expect(201).json().path("face_id").asString();
    createFace(dave.client());

    dave.client().delete("/6/lists/" + list + "?with_faces=1").expect(204);

    dave.client().get("/6/faces/" + face).expect(404, ErrorCode.FACE_NOT_FOUND);
    assertThat(dave.client().get("/6/lists/" + other).json().path("face_count").asInt()).isZero();
    assertThat(dave.client().get("/6/faces/count").json().path("count").asInt()).isEqualTo(1);
  }

  @Test
  void whatHappensToItsFacesMovesTheUpdateTime() {
    var list = createList();
    var face = createFace();
    Instant before = lastUpdate(list);
    link("attach", list, List.of(face)).expect(204);
    Instant attached = lastUpdate(list);
    assertThat(attached).isAfter(before);

    client.put("/6/faces/" + face + "/attributes", "{\"age\":30}").expect(204);
    Instant changed = lastUpdate(list);
    assertThat(changed).isAfter(attached);
    client.delete("/6/faces/" + face + "/attributes").expect(204);
    Instant bare = lastUpdate(list);
    assertThat(bare).isAfter(changed);

    link("detach", list, List.of(face)).expect(204);
    Instant detached = lastUpdate(list);
    assertThat(detached).isAfter(bare);

    link("attach", list, List.of(face)).expect(204);
    Instant again = lastUpdate(list);
    client.delete("/6/faces/" + face).expect(204);
    assertThat(lastUpdate(list)).isAfter(again);
    assertThat(list(list).path("face_count").asInt()).isZero();
  }

  @Test
  void whatDoesNotConcernItsFacesLeavesTheUpdateTime() {
    var list = createList();
    var face = createFace();
    link("attach", list, List.of(face)).expect(204);
    Instant before = lastUpdate(list);

    client.patch("/6/lists/" + list, "{\"user_data\":\"other\"}").expect(204);
    client.patch("/6/faces/" + face, "{\"user_data\":\"other\"}").expect(204);
    link("attach", list, List.of(face)).expect(204);

    assertThat(lastUpdate(list)).isEqualTo(before);
  }

  private Client.Answer link(String action, UUID list, List<UUID> faces) {
    return client.patch(
        "/6/linker",
        "{\"list_id\":\"%s\",\"face_ids\":[\"%s\"],\"action\":\"%s\"}"
            .formatted(
                list, String.join("\",\"", faces.stream().map(UUID::toString).toList()), action));
  }

  private UUID createList() {
    return createList(client);
  }

  private static UUID createList(Client owner) {
    var answer = owner.post("/6/lists", "{\"user_data\":\"x\"}").expect(201);
    return UUID.fromString(answer.json().path("list_id").asString());
  }

  private UUID createFace() {
    return createFace(client);
  }

  private static UUID createFace(Client owner) {
    var answer = owner.post("/6/faces", "{\"user_data\":\"x\"}").expect(201);
    return UUID.fromString(answer.json().path("face_id").asString());
  }

  private JsonNode list(UUID list) {
    return client.get("/6/lists/" + list).expect(200).json();
  }

  private List<UUID> faces(UUID list) {
    return client
        .get("/6/faces?list_id=" + list)
        .expect(200)
        .json()
        .path("faces")
        .valueStream()
        .map(face -> UUID.fromString(face.path("face_id").asString()))
        .toList();
  }

  private Instant lastUpdate(UUID list) {
    return Instant.parse(list(list).path("last_update_time").asString());
  }

  private static int count(Client client, String query) {
    return client.get("/6/lists/count" + query).expect(200).json().path("count").asInt();
  }
}
