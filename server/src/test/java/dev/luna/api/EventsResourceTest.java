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

class EventsResourceTest {
  private static final SettableClock CLOCK =
      new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));

  @RegisterExtension private static final TestServer SERVER = new TestServer(Map.of(), CLOCK);

  private static final UUID FIRST = UUID.fromString("10000000-0000-4000-8000-000000000001");
  private static final UUID SECOND = UUID.fromString("20000000-0000-4000-8000-000000000002");
  private static final UUID THIRD = UUID.fromString("30000000-0000-4000-8000-000000000003");

  private static Member alice;
  private static Member bob;

  private static Client client;

  /** Three events of bob for the filters; they came in a second apart. */
  @BeforeAll
  static void fill() {
    alice = Member.register(SERVER, "alice", "user");
    client = alice.client();
    bob = Member.register(SERVER, "bob", "user");
    for (String event :
        List.of(
            """
            {"event_id":"%1$s","create_time":"2026-02-01T00:00:00Z","handler_id":"%1$s",
             "stream_id":"%1$s","face_id":"%1$s","source":"door","external_id":"e1",
             "user_data":"one","tags":["in","vip"],"end_time":"2026-02-01T00:00:05Z"}\
            """
                .formatted(FIRST),
            """
            {"event_id":"%1$s","create_time":"2026-02-02T00:00:00Z","handler_id":"%1$s",
             "stream_id":"%1$s","face_id":"%1$s","source":"gate","external_id":"e2",
             "user_data":"two","tags":["in"],"end_time":"2026-02-02T00:00:05Z"}\
            """
                .formatted(SECOND),
            """
            {"event_id":"%1$s","create_time":"2026-02-03T00:00:00Z"}\
            """
                .formatted(THIRD))) {
      CLOCK.forward(Duration.ofSeconds(1));
      bob.client().post("/6/events", event).expect(201);
    }
  }

  @Test
  void anEventIsCreatedWithAllThatBelongsToIt() {
    UUID id = UUID.randomUUID();
    String image = image("/6/images", TestPictures.FACE);
    String face = image("/6/samples/faces", TestPictures.FACE);
    String body = image("/6/samples/bodies", TestPictures.BODY);
    String sent =
        """
        {"event_id":"%1$s","create_time":"2026-02-28T23:59:59.999Z",
         "end_time":"2026-03-01T00:00:01.000Z","handler_id":"%1$s","stream_id":"%1$s",
         "face_id":"%1$s","source":"Вход","external_id":"e","user_data":"u","track_id":"t",
         "image_origin":"/6/images/%2$s","tags":["a","b,c"],"face_samples":["%3$s"],
         "body_samples":["%4$s"],"age":41,"gender":1,"ethnic_group":3,"emotion":2,"mask":1,
         "liveness":0,"meta":{"a":[1,{"b":0.5}],"c":null,"d":"\\"'"},
         "location":{"city":"Riga","area":null,"geo_position":{"longitude":24.1,"latitude":-56.9}},
        """
            .formatted(id, image, face, body);

    var created =
        client.post(
            "/6/events",
            sent
                + """
                "face_descriptors":[{"descriptor_version":59,"descriptor":"AQ=="},
                  {"descriptor_version":58,"descriptor":"Ag=="}],
                "body_descriptors":[{"descriptor_version":110,"descriptor":"Aw=="}]}\
                """);

    assertThatJson(created.expect(201).body()).isEqualTo("{\"event_ids\":[\"%s\"]}".formatted(id));
    String path = "/6/events/" + id;
    var read = client.get(path).expect(200);
    assertThatJson(read.body())
        .isEqualTo(
            sent
                + """
                "account_id":"%s","insert_time":"%s",
                "face_descriptors":[{"descriptor_version":58},{"descriptor_version":59}],
                "body_descriptors":[{"descriptor_version":110}]}\
                """
                    .formatted(alice.id(), Json.time(CLOCK.instant())));
    var whole = client.get(path + "?with_descriptors=1").expect(200);
    assertThatJson(whole.body())
        .node("face_descriptors")
        .isEqualTo(
            """
            [{"descriptor_version":58,"descriptor":"Ag=="},
             {"descriptor_version":59,"descriptor":"AQ=="}]\
            """);
    assertThatJson(whole.body())
        .node("body_descriptors")
        .isEqualTo("[{\"descriptor_version\":110,\"descriptor\":\"Aw==\"}]");
    assertThat(client.head(path).expect(200).header("Content-Length"))
        .isEqualTo(String.valueOf(read.bytes().length));
  }

  @Test
  void whatIsNotGivenIsEmptyAndTheTimeIsNow() {
    String id = create("{\"source\":\"x\"}").getFirst();

    String now = Json.time(CLOCK.instant());
    assertThatJson(client.get("/6/events/" + id).expect(200).body())
        .isEqualTo(
            """
            {"event_id":"%s","account_id":"%s","create_time":"%s","insert_time":"%3$s",
             "end_time":null,"handler_id":null,"stream_id":null,"face_id":null,"source":"x",
             "external_id":"","user_data":"","track_id":"","image_origin":"","tags":[],
             "face_samples":[],"body_samples":[],"age":null,"gender":null,"ethnic_group":null,
             "emotion":null,"mask":null,"liveness":null,"meta":{},"location":{},
             "face_descriptors":[],"body_descriptors":[]}\
            """
                .formatted(id, alice.id(), now));
  }

  @Test
  void anEventIsRemovedOnce() {
    String id =
        create(
                """
                {"face_descriptors":[{"descriptor_version":88,"descriptor":"AQ=="}],
                 "body_descriptors":[{"descriptor_version":188,"descriptor":"AQ=="}]}\
                """)
            .getFirst();
    int before = count(client, "");

    client.delete("/6/events/" + id).expect(204);

    for (var gone : List.of(client.get("/6/events/" + id), client.delete("/6/events/" + id))) {
      assertThat(gone.expect(404, ErrorCode.EVENT_NOT_FOUND).detail()).contains(id);
    }
    client.head("/6/events/" + id).expect(404);
    assertThat(count(client, "")).isEqualTo(before - 1);
    assertThat(descriptorsLeft()).isZero();
  }

  private static long descriptorsLeft() {
    return SERVER
        .database()
        .query(handle ->
            handle
                .select(
                    """
                    select (select count(*) from event_face_descriptors where descriptor_version = 88)
                      + (select count(*) from event_body_descriptors where descriptor_version = 188)
                      + (select coalesce(sum(value), 0) from counter_values where scope in ('88', '188'))
                    """)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void aBatchComesInItsOrder() {
    var events = new ArrayList<String>();
    for (int i = 0; i < 1000; i++) {
      events.add("{\"user_data\":\"batch %d\"}".formatted(i));
    }

    var ids = create("{\"events\":[%s]}".formatted(String.join(",", events)));

    assertThat(ids).hasSize(1000).doesNotHaveDuplicates();
    assertThat(event(ids.get(7)).path("user_data").asString()).isEqualTo("batch 7");
    assertThat(event(ids.get(999)).path("user_data").asString()).isEqualTo("batch 999");
    events.add("{\"user_data\":\"one too many\"}");
    client
        .post("/6/events", "{\"events\":[%s]}".formatted(String.join(",", events)))
        .expect(400, ErrorCode.INVALID_JSON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'age':-1} | INVALID_JSON | events.999.age",
        "{'age':'x'} | INVALID_JSON | events.999.age",
        "{'create_time':'0000-12-31T23:59:59Z'} | INVALID_JSON | events.999.create_time",
        "{'end_time':'0000-12-31T23:59:59Z'} | INVALID_JSON | events.999.end_time",
        "{'face_samples':['00000000-0000-4000-8000-000000000000']} | BAD_INPUT"
            + " | 00000000-0000-4000-8000-000000000000",
        "{'body_samples':['00000000-0000-4000-8000-000000000000']} | BAD_INPUT | events.999",
        "{'image_origin':'/6/images/00000000-0000-4000-8000-000000000000'} | BAD_INPUT | events.999",
        "{'image_origin':'00000000-0000-4000-8000-000000000000'} | BAD_INPUT | events.999",
        "{'event_id':'10000000-0000-4000-8000-000000000001'} | EVENT_EXISTS"
            + " | 10000000-0000-4000-8000-000000000001",
        "{'event_id':'40000000-0000-4000-8000-000000000004'} | BAD_INPUT | events.999",
        "{'face_descriptors':[{'descriptor_version':59,'descriptor':'!!!!'}]} | INVALID_JSON"
            + " | events.999.face_descriptors.0.descriptor",
        "{'meta':{'a':'\\u0000'}} | INVALID_JSON | events.999.meta.a",
        "{'meta':{'a':1e999}} | INVALID_JSON | events.999.meta.a",
        "{} | INVALID_JSON | events.999"
      })
  void aBatchWithOneBadEventChangesNothingAndNamesIt(String bad, ErrorCode code, String named) {
    int before = count(client, "");
    String good = "{\"event_id\":\"40000000-0000-4000-8000-000000000004\"},{\"source\":\"x\"}";
    String body =
        "{\"events\":[%s%s,%s]}"
            .formatted(good, ",{\"source\":\"x\"}".repeat(997), bad.replace('\'', '"'));

    var answer = client.post("/6/events", body);

    assertThat(answer.expect(code.status(), code).detail()).contains(named);
    assertThat(count(client, "")).isEqualTo(before);
  }

  @Test
  void twoDescriptorsOfOneVersionAreRefused() {
    String twice = "{\"descriptor_version\":59,\"descriptor\":\"AQ==\"}";
    String bad = "{\"body_descriptors\":[%s,%s]}".formatted(twice, twice);

    client.post("/6/events", bad).expect(400, ErrorCode.DUPLICATE_DESCRIPTOR_VERSION);
    client
        .post("/6/events", "{\"events\":[{\"source\":\"x\"},%s]}".formatted(bad))
        .expect(400, ErrorCode.DUPLICATE_DESCRIPTOR_VERSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'events':[]}",
        "{'events':null}",
        "{'events':{}}",
        "{'events':[null]}",
        "{'events':['x']}",
        "{'events':[{'events':[]}]}",
        "{'events':[{'source':'x'}],'source':'x'}",
        "{'account_id':'10000000-0000-4000-8000-000000000001'}",
        "{'insert_time':'2026-02-02T00:00:00Z'}",
        "{'create_time':null}",
        "{'create_time':'2026-02-30T00:00:00Z'}",
        "{'create_time':'2026-02-02'}",
        "{'create_time':'+10000-01-01T00:00:00Z'}",
        "{'create_time':'9999-12-31T23:59:59-18:00'}",
        "{'create_time':1772359200}",
        "{'tags':['']}",
        "{'tags':'x'}",
        "{'location':{'planet':'Mars'}}",
        "{'location':{'geo_position':{'longitude':181,'latitude':0}}}",
        "{'location':{'geo_position':{'longitude':1}}}",
        "{'meta':[]}",
        "{'meta':null}",
        "{'emotion':100}",
        "{'ethnic_group':5}",
        "[{'source':'x'}]"
      })
  void aBodyThatDoesNotFitIsRefused(String body) {
    client.post("/6/events", body.replace('\'', '"')).expect(400, ErrorCode.INVALID_JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "0001-01-01T00:00:00.000Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-05T00:00:00.000Z",
    "2010-06-15T12:00:00.000Z",
    "2016-03-21T00:00:00.000Z",
    "2024-02-29T12:00:00.000Z",
    "2026-03-29T23:59:59.999Z",
    "2026-03-30T00:00:00.000Z",
    "2027-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.998Z"
  })
  void anEventMayBeOfAnyTime(String time) {
    String id =
        create(
                """
                {"create_time":"%s","end_time":"%1$s","user_data":"%1$s",
                 "face_descriptors":[{"descriptor_version":59,"descriptor":"AQ=="}]}\
                """
                    .formatted(time))
            .getFirst();

    var read = client.get("/6/events/" + id + "?with_descriptors=1").expect(200).json();
    assertThat(read.path("create_time").asString()).isEqualTo(time);
    assertThat(read.path("end_time").asString()).isEqualTo(time);
    assertThat(read.at("/face_descriptors/0/descriptor").asString()).isEqualTo("AQ==");
    assertThat(ids(client, "?user_data=" + time)).containsExactly(id);
    assertThat(ids(client, "?create_time__gte=%s&event_ids=%s".formatted(time, id)))
        .containsExactly(id);
    assertThat(ids(client, "?create_time__lt=%s&event_ids=%s".formatted(time, id))).isEmpty();
    assertThat(count(client, "?create_time__gte=" + time)).isPositive();
    client.delete("/6/events/" + id).expect(204);
  }

  @Test
  void timesAreTakenWithAnyOffsetAndKeptInMilliseconds() {
    String id = create("{\"create_time\":\"2026-02-02T03:00:00.123999+03:00\"}").getFirst();

    assertThat(event(id).path("create_time").asString()).isEqualTo("2026-02-02T00:00:00.123Z");
  }

  @ParameterizedTest
  @CsvSource({
    "'',3",
    "account_id={bob},3",
    "event_ids={1},1",
    "'event_ids={1},{3}',2",
    "event_id__gte={2},2",
    "event_id__lt={2},1",
    "handler_ids={1},1",
    "'handler_ids={1},{2},{3}',2",
    "stream_ids={2},1",
    "face_ids={1},1",
    "sources=door,1",
    "'sources=door,gate,roof',2",
    "external_ids=e1,1",
    "'external_ids=e1,e2',2",
    "user_data=two,1",
    "user_data=t,0",
    "tags=in,2",
    "tags=vip,1",
    "'tags=vip,out',1",
    "create_time__gte=2026-02-02T00:00:00Z,2",
    "create_time__lt=2026-02-02T00:00:00Z,1",
    "create_time__gte=2026-02-02T00:00:00Z&create_time__lt=2026-02-03T00:00:00Z,1",
    "create_time__gte=0000-01-01T00:00:00Z,3",
    "insert_time__gte=2026-03-01T10:00:02Z,2",
    "insert_time__lt=2026-03-01T10:00:02Z,1",
    "insert_time__gte=9999-12-31T23:59:59-18:00,0",
    "end_time__gte=2026-02-01T00:00:05Z,2",
    "end_time__lt=2026-02-02T00:00:05Z,1",
    "end_time__lt=2026-02-02T03:00:05%2B03:00,1",
    "sources=gate&tags=in&create_time__gte=2026-02-02T00:00:00Z,1",
    "sources=door&user_data=two,0"
  })
  void eventsAreFilteredAndCountedAlike(String filter, int expected) {
    String query =
        "?"
            + filter
                .replace("{bob}", bob.id().toString())
                .replace("{1}", FIRST.toString())
                .replace("{2}", SECOND.toString())
                .replace("{3}", THIRD.toString());

    var events = bob.client().get("/6/events" + query).expect(200).json().path("events");

    assertThat(events.size()).isEqualTo(expected);
    assertThat(count(bob.client(), query)).isEqualTo(expected);
    assertThat(events.valueStream().map(event -> event.path("create_time").asString()).toList())
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user_data=%00",
        "tags=a,%00",
        "sources=%00",
        "external_ids=a,,b",
        "event_ids=x",
        "insert_time__lt=x",
        "end_time__gte="
      })
  void aFilterThatDoesNotFitIsNamed(String query) {
    for (var answer :
        List.of(
            client.get("/6/events?" + query),
            client.get("/6/events/count?" + query),
            client.delete("/6/events?" + query))) {
      assertThat(answer.expect(400, ErrorCode.BAD_QUERY).detail())
          .contains(query.substring(0, query.indexOf('=')));
    }
  }

  @Test
  void eventsComeInPagesNewestFirst() {
    assertThat(ids(bob.client(), "?page_size=2"))
        .containsExactly(THIRD.toString(), SECOND.toString());
    assertThat(ids(bob.client(), "?page_size=2&page=2")).containsExactly(FIRST.toString());
    assertThat(ids(bob.client(), "?page_size=2&page=3")).isEmpty();
    assertThat(ids(bob.client(), "?page_size=1000&page=9223372036854775807")).isEmpty();
    assertThat(ids(bob.client(), "?page_size=1&page=2&tags=in")).containsExactly(FIRST.toString());
    assertThat(ids(bob.client(), "?page_size=1&page=2&create_time__lt=2026-02-03T00:00:00Z"))
        .containsExactly(FIRST.toString());
  }

  @Test
  void eventsAreRemovedByFilters() {
    var carol = Member.register(SERVER, "carol", "user");
    for (String source : List.of("a", "a", "b")) {
      carol
          .client()
          .post(
              "/6/events",
              """
              {"source":"%s",
               "face_descriptors":[{"descriptor_version":59,"descriptor":"AQ=="}]}\
              """
                  .formatted(source))
          .expect(201);
    }

    assertThatJson(carol.client().delete("/6/events?sources=a").expect(200).body())
        .isEqualTo("{\"removed_count\":2,\"complete\":true}");
    assertThat(count(carol.client(), "")).isEqualTo(1);
    carol.client().delete("/6/events").expect(400, ErrorCode.PARAMETER_REQUIRED);
    carol
        .client()
        .delete("/6/events?account_id=" + bob.id())
        .expect(404, ErrorCode.ACCOUNT_NOT_FOUND);
    assertThatJson(carol.client().delete("/6/events?account_id=" + carol.id()).expect(200).body())
        .isEqualTo("{\"removed_count\":1,\"complete\":true}");
    assertThat(count(carol.client(), "")).isZero();
  }

  @Test
  void ofManyWhoBringOneEventOneDoesWhateverItsTime() throws Exception {
    UUID id = UUID.randomUUID();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Client.Answer>>();
      for (int i = 0; i < 6; i++) {
        String body =
            "{\"event_id\":\"%s\",\"create_time\":\"202%d-01-01T00:00:00Z\"}".formatted(id, i);
        answers.add(threads.submit(() -> client.post("/6/events", body)));
      }
      int created = 0;
      for (var answer : answers) {
        if (answer.get().status() == 201) {
          created++;
        } else {
          assertThat(answer.get().expect(409, ErrorCode.EVENT_EXISTS).detail())
              .contains(id.toString());
        }
      }
      assertThat(created).isEqualTo(1);
    }
    assertThat(count(client, "?event_ids=" + id)).isEqualTo(1);
  }

  @Test
  void imagesOfOthersAreUnknown() {
    String image =
        bob.client()
            .upload("/6/images", "image/jpeg", TestPictures.FACE)
            .json()
            .path("image_id")
            .asString();

    var answer = client.post("/6/events", "{\"image_origin\":\"%s\"}".formatted(image));

    assertThat(answer.expect(400, ErrorCode.BAD_INPUT).detail()).contains(image);
    create("{\"image_origin\":\"https://elsewhere.example.com/%s\"}".formatted(image));
  }

  private List<String> create(String body) {
    return client
        .post("/6/events", body)
        .expect(201)
        .json()
        .path("event_ids")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private JsonNode event(String id) {
    return client.get("/6/events/" + id).expect(200).json();
  }

  private String image(String path, byte[] jpeg) {
    var answer = client.upload(path, "image/jpeg", jpeg).expect(201);
    return answer.json().path("image_id").asString();
  }

  private static List<String> ids(Client client, String query) {
    return client
        .get("/6/events" + query)
        .expect(200)
        .json()
        .path("events")
        .valueStream()
        .map(event -> event.path("event_id").asString())
        .toList();
  }

  private static int count(Client client, String query) {
    return client.get("/6/events/count" + query).expect(200).json().path("count").asInt();
  }

  @Test
  void whatIsNestedTooDeeplyIsRefusedAndWhatIsTakenCanBeRead() {
    for (int depth : new int[] {90, 498}) {
      String meta = "{\"a\":".repeat(depth) + "{}" + "}".repeat(depth);

      var answer = SERVER.admin().post("/6/events", "{\"meta\":%s}".formatted(meta));

      assertThat(answer.status()).isEqualTo(depth < 100 ? 201 : 400);
      assertThat(SERVER.admin().get("/6/events?page_size=1000").status()).isEqualTo(200);
    }
  }
}
