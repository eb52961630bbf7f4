package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FacesResourceTest {
  private static final SettableClock CLOCK =
      new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));

  @RegisterExtension private static final TestServer SERVER = new TestServer(Map.of(), CLOCK);

  private static final UUID FIRST = UUID.fromString("10000000-0000-4000-8000-000000000001");
  private static final UUID SECOND = UUID.fromString("20000000-0000-4000-8000-000000000002");
  private static final UUID THIRD = UUID.fromString("30000000-0000-4000-8000-000000000003");
  private static final UUID LIST = UUID.fromString("0d1a2b3c-29ad-4f3c-93b4-c9092ef12515");

  private static Member alice;
  private static Member bob;

  private static Client client;

  /** Three faces of bob, a second apart, for the filters. */
  @BeforeAll
  static void fill() {
    alice = Member.register(SERVER, "alice", "user");
    client = alice.client();
    bob = Member.register(SERVER, "bob", "user");
    bob.client().post("/6/lists", "{\"list_id\":\"%s\"}".formatted(LIST)).expect(201);
    String lists = ",\"lists\":[\"%s\"]".formatted(LIST);
    put(FIRST, "{\"user_data\":\"one\",\"external_id\":\"e1\"%s}".formatted(lists));
    put(SECOND, "{\"user_data\":\"two\",\"external_id\":\"e2\"%s}".formatted(lists));
    put(THIRD, "{\"user_data\":\"two\",\"external_id\":\"e,3\"}");
  }

  private static void put(UUID faceId, String body) {
    CLOCK.forward(Duration.ofSeconds(1));
    bob.client().put("/6/faces/" + faceId, body).expect(201);
  }

  @Test
  void aFaceIsCreatedWithAllThatBelongsToIt() {
    String list = listOf(client);
    String sample = sampleOf(client);
    UUID event = UUID.randomUUID();
    var created =
        client
            .post(
                "/6/faces",
                """
                {"external_id":"no. 1","user_data":"Анна","event_id":"%s","avatar":"/6/images/x",
                 "lists":["%s","%2$s"],
                 "attributes":{"age":30,"gender":0,"ethnicity":4,"samples":["%s"],
                   "descriptors":[{"descriptor_version":59,"descriptor":"AQID"},
                     {"descriptor_version":58,"descriptor":"BAUG"}]}}\
                """
                    .formatted(event, list, sample))
            .expect(201);
    String faceId = created.json().path("face_id").asString();
    String path = "/6/faces/" + faceId;
    assertThat(created.header("Location")).isEqualTo(path);

    var read = client.get(path).expect(200);

    String now = Json.time(CLOCK.instant());
    assertThatJson(read.body())
        .isEqualTo(
            """
            {"face_id":"%s","account_id":"%s","external_id":"no. 1","user_data":"Анна",
             "event_id":"%s","avatar":"/6/images/x","create_time":"%s","last_update_time":"%4$s",
             "lists":["%s"],
             "attributes":{"attribute_id":"${json-unit.any-string}","age":30,"gender":0,
               "ethnicity":4,"samples":["%s"],"generation":0,
               "descriptors":[{"descriptor_version":58,"generation":0},
                 {"descriptor_version":59,"generation":0}]}}\
            """
                .formatted(faceId, alice.id(), event, now, list, sample));
    assertThat(client.head(path).expect(200).header("Content-Length"))
        .isEqualTo(String.valueOf(read.bytes().length));
    client.head("/6/faces/" + UUID.randomUUID()).expect(404);
  }

  @Test
  void whatIsNotGivenIsEmpty() {
    String path = created("{\"user_data\":\"x\"}");

    assertThatJson(client.get(path).body())
        .isEqualTo(
            """
            {"face_id":"${json-unit.any-string}","account_id":"%s","external_id":"",
             "user_data":"x","event_id":null,"avatar":"","create_time":"${json-unit.any-string}",
             "last_update_time":"${json-unit.any-string}","lists":[],"attributes":null}\
            """
                .formatted(alice.id()));
  }

  @Test
  void putCreatesAndThenReplacesAll() {
    UUID faceId = UUID.randomUUID();
    String path = "/6/faces/" + faceId;
    String list = listOf(client);
    var created =
        client.put(
            path,
            "{\"external_id\":\"a\",\"lists\":[\"%s\"],\"attributes\":{\"age\":30}}"
                .formatted(list));
    assertThat(created.expect(201).header("Location")).isEqualTo(path);
    String createTime = client.get(path).json().path("create_time").asString();
    CLOCK.forward(Duration.ofSeconds(1));

    client.put(path, "{\"user_data\":\"b\"}").expect(204);

    assertThatJson(client.get(path).body())
        .isEqualTo(
            """
            {"face_id":"%s","account_id":"%s","external_id":"","user_data":"b","event_id":null,
             "avatar":"","create_time":"%s","last_update_time":"%s","lists":[],"attributes":null}\
            """
                .formatted(faceId, alice.id(), createTime, Json.time(CLOCK.instant())));
  }

  @Test
  void patchChangesWhatItNames() {
    UUID event = UUID.randomUUID();
    String list = listOf(client);
    String path =
        created(
            "{\"external_id\":\"a\",\"avatar\":\"b\",\"event_id\":\"%s\",\"attributes\":{\"age\":1}}"
                .formatted(event));

    client.patch(path, "{\"lists\":[\"%s\"]}".formatted(list)).expect(204);
    client.patch(path, "{\"user_data\":\"c\"}").expect(204);
    assertThatJson(client.get(path + "?targets=external_id,avatar,event_id,user_data,lists").body())
        .isEqualTo(
            """
            {"external_id":"a","avatar":"b","event_id":"%s","user_data":"c","lists":["%s"]}\
            """
                .formatted(event, list));

    client
        .patch(path, "{\"event_id\":null,\"external_id\":\"\",\"avatar\":\"\",\"lists\":[]}")
        .expect(204);
    assertThatJson(client.get(path + "?targets=external_id,avatar,event_id,user_data,lists").body())
        .isEqualTo(
            """
            {"external_id":"","avatar":"","event_id":null,"user_data":"c","lists":[]}\
            """);
    assertThat(client.get(path).json().at("/attributes/age").asInt()).isEqualTo(1);
  }

  @Test
  void aRemovedFaceIsGoneWithItsAttributes() {
    String path =
        created(
            """
            {"attributes":{"descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}}\
            """);

    client.delete(path).expect(204);

    for (var gone :
        List.of(
            client.get(path), client.delete(path), client.patch(path, "{\"user_data\":\"x\"}"))) {
      assertThat(gone.expect(404, ErrorCode.FACE_NOT_FOUND).detail())
          .contains(path.substring(path.lastIndexOf('/') + 1));
    }
    client.get(path + "/attributes").expect(404, ErrorCode.FACE_NOT_FOUND);
  }

  @Test
  void anIdOfAnotherAccountIsTaken() {
    var answer = client.put("/6/faces/" + FIRST, "{\"user_data\":\"mine\"}");

    assertThat(answer.expect(409, ErrorCode.FACE_EXISTS).detail()).contains(FIRST.toString());
    assertThat(face(FIRST).path("user_data").asString()).isEqualTo("one");
  }

  @Test
  void anUnknownListIsNamedAndNothingIsLeft() {
    int before = count(client, "");
    String known = listOf(client);
    String path = created("{\"lists\":[\"%s\"]}".formatted(known));
    for (UUID unknown : List.of(UUID.randomUUID(), LIST)) {
      String body = "{\"user_data\":\"new\",\"lists\":[\"%s\",\"%s\"]}".formatted(known, unknown);

      for (var answer :
          List.of(
              client.post("/6/faces", body),
              client.put("/6/faces/" + UUID.randomUUID(), body),
              client.put(path, body),
              client.patch(path, body))) {
        assertThat(answer.expect(400, ErrorCode.LISTS_NOT_FOUND).detail())
            .contains(unknown.toString());
      }
    }
    assertThat(count(client, "")).isEqualTo(before + 1);
    assertThatJson(client.get(path + "?targets=user_data,lists").body())
        .isEqualTo("{\"user_data\":\"\",\"lists\":[\"%s\"]}".formatted(known));
  }

  @Test
  void anUnknownSampleIsNamedAndNothingIsLeft() {
    int before = count(client, "");
    for (String unknown : List.of(UUID.randomUUID().toString(), sampleOf(bob.client()))) {
      var answer =
          client.post(
              "/6/faces",
              "{\"attributes\":{\"samples\":[\"%s\",\"%s\"]}}"
                  .formatted(sampleOf(client), unknown));

      assertThat(answer.expect(400, ErrorCode.BAD_INPUT).detail()).contains(unknown);
    }
    assertThat(count(client, "")).isEqualTo(before);
  }

  @Test
  void twoDescriptorsOfOneVersionAreRefused() {
    String attributes =
        """
        {"descriptors":[{"descriptor_version":59,"descriptor":"AQID"},
          {"descriptor_version":59,"descriptor":"BAUG"}]}\
        """;

    client
        .post("/6/faces", "{\"attributes\":%s}".formatted(attributes))
        .expect(400, ErrorCode.DUPLICATE_DESCRIPTOR_VERSION);
    client
        .put("/6/faces/" + FIRST + "/attributes", attributes)
        .expect(400, ErrorCode.DUPLICATE_DESCRIPTOR_VERSION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'external_id':'%s'} | external_id | 36",
        "{'user_data':'%s'} | user_data | 128",
        "{'avatar':'%s'} | avatar | 256"
      })
  void textsHaveALongestLength(String body, String field, int longest) {
    String text = "😀".repeat(longest);
    String path = created(body.replace('\'', '"').formatted(text));
    assertThat(client.get(path).json().path(field).asString()).isEqualTo(text);

    var answer = client.post("/6/faces", body.replace('\'', '"').formatted(text + "x"));

    assertThat(answer.expect(400, ErrorCode.INVALID_JSON).detail()).contains(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'attributes':{'age':-1}} | attributes.age",
        "{'attributes':{'age':201}} | attributes.age",
        "{'attributes':{'age':30.5}} | attributes.age",
        "{'attributes':{'age':30.0}} | attributes.age",
        "{'attributes':{'gender':2}} | attributes.gender",
        "{'attributes':{'gender':1.0}} | attributes.gender",
        "{'attributes':{'ethnicity':0}} | attributes.ethnicity",
        "{'attributes':{'samples':['x']}} | attributes.samples.0",
        "{'attributes':{'generation':-1}} | attributes.generation",
        "{'attributes':{'generation':2147483648}} | attributes.generation",
        "{'attributes':{}} | attributes",
        "{'attributes':null} | attributes",
        "{'attributes':{'descriptors':[{'descriptor_version':59}]}}"
            + " | attributes.descriptors.0.descriptor",
        "{'attributes':{'descriptors':[{'descriptor_version':0,'descriptor':'AQID'}]}}"
            + " | attributes.descriptors.0.descriptor_version",
        "{'attributes':{'descriptors':[{'descriptor_version':9999999999,'descriptor':'AQID'}]}}"
            + " | attributes.descriptors.0.descriptor_version",
        "{'attributes':{'descriptors':[{'descriptor_version':59,'descriptor':'!!!!'}]}}"
            + " | attributes.descriptors.0.descriptor",
        "{'attributes':{'descriptors':[{'descriptor_version':59,'descriptor':'    '}]}}"
            + " | attributes.descriptors.0.descriptor",
        "{'attributes':{'descriptors':[{'descriptor_version':59,'descriptor':''}]}}"
            + " | attributes.descriptors.0.descriptor",
        "{'attributes':{'descriptors':[{'descriptor_version':59,'descriptor':'===='}]}}"
            + " | attributes.descriptors.0.descriptor",
        "{'attributes':{'descriptors':[{'descriptor_version':59,'descriptor':'AQIDB'}]}}"
            + " | attributes.descriptors.0.descriptor",
        "{'lists':['x']} | lists.0",
        "{'lists':null} | lists",
        "{'event_id':'x'} | event_id",
        "{'external_id':null} | external_id",
        "{'user_data':'a\\u0000b'} | user_data",
        "{'avatar':'\\udc00'} | avatar",
        "{'face_id':'10000000-0000-4000-8000-000000000001'} | face_id"
      })
  void aFieldThatDoesNotFitIsNamed(String body, String field) {
    var answer = client.post("/6/faces", body.replace('\'', '"'));

    assertThat(answer.expect(400, ErrorCode.INVALID_JSON).detail())
        .contains("'%s'".formatted(field));
  }

  @ParameterizedTest
  @CsvSource({
    "'',3",
    "account_id={bob},3",
    "list_id={list},2",
    "face_ids={first},1",
    "'face_ids={first},{third}',2",
    "face_id__gte={second},2",
    "face_id__lt={second},1",
    "face_id__gte={second}&face_id__lt={third},1",
    "user_data=two,2",
    "user_data=tw,0",
    "external_ids=e1,1",
    "'external_ids=e1,e2,e9',2",
    "create_time__gte=2026-03-01T10:00:02Z,2",
    "create_time__lt=2026-03-01T10:00:02Z,1",
    "create_time__lt=2026-03-01T13:00:02%2B03:00,1",
    "create_time__gte=2026-03-01T10:00:02Z&create_time__lt=2026-03-01T10:00:03Z,1",
    "create_time__gte=2026-03-01T10:00:03Z&create_time__lt=2026-03-01T10:00:02Z,0",
    "create_time__gte=0000-01-01T00:00:00Z,3",
    "create_time__lt=9999-12-31T23:59:59-18:00,3",
    "list_id={list}&create_time__gte=2026-03-01T10:00:02Z,1",
    "list_id={list}&user_data=two&external_ids=e2&face_ids={second},1",
    "list_id={first},0"
  })
  void facesAreFilteredAndCountedAlike(String filter, int expected) {
    String query =
        "?"
            + filter
                .replace("{bob}", bob.id().toString())
                .replace("{list}", LIST.toString())
                .replace("{first}", FIRST.toString())
                .replace("{second}", SECOND.toString())
                .replace("{third}", THIRD.toString());

    var faces = bob.client().get("/6/faces" + query).expect(200).json().path("faces");

    assertThat(faces.size()).isEqualTo(expected);
    assertThat(count(bob.client(), query)).isEqualTo(expected);
    assertThat(faces.valueStream().map(face -> face.path("create_time").asString()).toList())
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user_data=%00",
        "external_ids=a,%00",
        "external_ids=a,,b",
        "face_ids=x",
        "targets=password",
        "create_time__gte=yesterday",
        "create_time__gte=+10000-01-01T00:00:00Z",
        "account_id=x",
        "list_id="
      })
  void aFilterThatDoesNotFitIsNamed(String query) {
    var answer = client.get("/6/faces?" + query).expect(400, ErrorCode.BAD_QUERY);

    assertThat(answer.detail()).contains(query.substring(0, query.indexOf('=')));
  }

  @Test
  void targetsChooseTheFields() {
    assertThatJson(bob.client().get("/6/faces?targets=face_id,user_data&page_size=1").body())
        .isEqualTo("{\"faces\":[{\"face_id\":\"%s\",\"user_data\":\"two\"}]}".formatted(THIRD));
    assertThatJson(bob.client().get("/6/faces/" + FIRST + "?targets=external_id").body())
        .isEqualTo("{\"external_id\":\"e1\"}");
  }

  @Test
  void facesComeInPages() {
    assertThat(ids("?page_size=2")).containsExactly(THIRD, SECOND);
    assertThat(ids("?page_size=2&page=2")).containsExactly(FIRST);
    assertThat(ids("?page_size=2&page=3")).isEmpty();
    assertThat(ids("?page_size=1000&page=9223372036854775807")).isEmpty();
    assertThat(ids("?page_size=1&page=2&list_id=" + LIST)).containsExactly(FIRST);
    assertThat(ids("?page_size=1&page=2&user_data=two")).containsExactly(SECOND);
    assertThat(ids("?page_size=1&page=2&create_time__lt=2026-03-01T10:00:03Z"))
        .containsExactly(FIRST);
  }

  @Test
  void facesAreRemovedByFilters() {
    var carol = Member.register(SERVER, "carol", "user");
    for (String data : List.of("a", "a", "b")) {
      carol.client().post("/6/faces", "{\"user_data\":\"%s\"}".formatted(data)).expect(201);
    }

    var removed = carol.client().delete("/6/faces?user_data=a").expect(200);
    assertThatJson(removed.body()).isEqualTo("{\"removed_count\":2,\"complete\":true}");
    assertThat(count(carol.client(), "")).isEqualTo(1);
    assertThatJson(carol.client().delete("/6/faces?user_data=a").expect(200).body())
        .isEqualTo("{\"removed_count\":0,\"complete\":true}");
    carol.client().delete("/6/faces?account_id=" + carol.id()).expect(200);
    assertThat(count(carol.client(), "")).isZero();
  }

  @Test
  void aRemovalNeedsAFilter() {
    bob.client().delete("/6/faces").expect(400, ErrorCode.PARAMETER_REQUIRED);

    assertThat(count(bob.client(), "")).isEqualTo(3);
  }

  @Test
  void ofManyWhoCreateOneFaceOneDoes() throws Exception {
    String path = "/6/faces/" + UUID.randomUUID();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Client.Answer>>();
      for (int i = 0; i < 6; i++) {
        answers.add(threads.submit(() -> client.put(path, "{\"attributes\":{\"age\":3}}")));
      }
      int created = 0;
      for (var answer : answers) {
        assertThat(answer.get().status()).as(answer.get().body()).isIn(201, 204, 409);
        created += answer.get().status() == 201 ? 1 : 0;
      }
      assertThat(created).isEqualTo(1);
    }
    client.get(path).expect(200);
  }

  @Test
  void statsOfTheAccountFollow() {
    var erin = Member.register(SERVER, "erin", "user");
    String list = listOf(erin.client());
    String face =
        erin.client()
            .post("/6/faces", "{\"lists\":[\"%s\"],\"attributes\":{\"age\":3}}".formatted(list))
            .expect(201)
            .json()
            .path("face_id")
            .asString();
    erin.client().post("/6/faces", "{\"user_data\":\"x\"}").expect(201);
    assertThatJson(SERVER.admin().get("/4/accounts/" + erin.id()).body())
        .node("stats")
        .isEqualTo("{\"list_count\":1,\"face_count\":2,\"face_attribute_count\":1}");

    erin.client().delete("/6/faces/" + face).expect(204);
    erin.client().delete("/6/lists/" + list).expect(204);

    assertThatJson(SERVER.admin().get("/4/accounts/" + erin.id()).body())
        .node("stats")
        .isEqualTo("{\"list_count\":0,\"face_count\":1,\"face_attribute_count\":0}");
  }

  private static List<UUID> ids(String query) {
    return bob.client()
        .get("/6/faces" + query)
        .expect(200)
        .json()
        .path("faces")
        .valueStream()
        .map(face -> UUID.fromString(face.path("face_id").asString()))
        .toList();
  }

  private static JsonNode face(UUID faceId) {
    return bob.client().get("/6/faces/" + faceId).expect(200).json();
  }

  private static int count(Client client, String query) {
    return client.get("/6/faces/count" + query).expect(200).json().path("count").asInt();
  }

  /** Path of a new face of alice. */
  private String created(String body) {
    return client.post("/6/faces", body).expect(201).header("Location");
  }

  private static String listOf(Client owner) {
    var answer = owner.post("/6/lists", "{\"user_data\":\"x\"}").expect(201);
    return answer.json().path("list_id").asString();
  }

  private static String sampleOf(Client owner) {
    var answer = owner.upload("/6/samples/faces", "image/jpeg", TestPictures.FACE).expect(201);
    return answer.json().path("image_id").asString();
  }
}
