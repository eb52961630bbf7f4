package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class AttributesResourceTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private static Member alice;

  private static Client client;
  private String face;
  private String path;

  @BeforeAll
  static void register() {
    alice = Member.register(SERVER, "alice", "user");
    client = alice.client();
  }

  @BeforeEach
  void createFace() {
    face = client.post("/6/faces", "{\"user_data\":\"x\"}").expect(201).header("Location");
    path = face + "/attributes";
  }

  @Test
  void attributesAreSetReadAndRemoved() {
    client.get(path).expect(404, ErrorCode.ATTRIBUTES_NOT_FOUND);
    String sample = sample();
    client
        .put(
            path,
            """
            {"age":30,"gender":1,"ethnicity":2,"samples":["%s"],
             "descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}\
            """
                .formatted(sample))
        .expect(204);

    var read = client.get(path).expect(200);
    assertThatJson(read.body())
        .isEqualTo(
            """
            {"attribute_id":"${json-unit.any-string}","age":30,"gender":1,"ethnicity":2,
             "samples":["%s"],"generation":0,
             "descriptors":[{"descriptor_version":59,"generation":0}]}\
            """
                .formatted(sample));
    assertThat(client.get(face).json().path("attributes")).isEqualTo(read.json());
    client.head(path).expect(200);

    client.delete(path).expect(204);
    client.delete(path).expect(404, ErrorCode.ATTRIBUTES_NOT_FOUND);
    var gone = client.get(path).expect(404, ErrorCode.ATTRIBUTES_NOT_FOUND);
    assertThat(gone.detail()).contains(face.substring("/6/faces/".length()));
    assertThat(client.get(face).json().path("attributes").isNull()).isTrue();
  }

  @Test
  void generationsNeverComeAgainEvenIfAttributesWereRemoved() {
    String body =
        "{\"samples\":[\"%s\"],\"descriptors\":[{\"descriptor_version\":59,\"descriptor\":\"AQ==\"}]}";
    client.put(path, body.formatted(sample())).expect(204);
    client.delete(path).expect(204);

    client.put(path, body.formatted(sample())).expect(204);

    assertThat(client.get(path).json().path("generation").asInt()).isEqualTo(1);
    assertThat(client.get(path).json().at("/descriptors/0/generation").asInt()).isEqualTo(1);
    client.put(path, body.formatted(sample())).expect(204);
    assertThat(client.get(path).json().path("generation").asInt()).isEqualTo(2);
    client.put(face, "{\"user_data\":\"y\"}").expect(204);
    client.put(path, body.formatted(sample())).expect(204);
    assertThat(client.get(path).json().path("generation").asInt()).isEqualTo(3);
  }

  @Test
  void bytesAreInTheAnswerOnlyWhereAskedFor() {
    byte[] longest = new byte[65536];
    longest[1] = 7;
    client
        .put(
            path,
            """
            {"descriptors":[{"descriptor_version":60,"descriptor":"%s"},
              {"descriptor_version":59,"descriptor":"AQ=="}]}\
            """
                .formatted(Base64.getEncoder().encodeToString(longest)))
        .expect(204);

    for (String silent : new String[] {path, path + "?with_descriptors=0", face, "/6/faces"}) {
      assertThat(client.get(silent).expect(200).body()).doesNotContain("\"descriptor\"");
    }
    var asked = client.get(path + "?with_descriptors=1").expect(200).json();
    assertThatJson(asked.toString())
        .inPath("descriptors[0]")
        .isEqualTo("{\"descriptor_version\":59,\"generation\":0,\"descriptor\":\"AQ==\"}");
    assertThat(Base64.getDecoder().decode(asked.at("/descriptors/1/descriptor").asString()))
        .isEqualTo(longest);
  }

  @Test
  void whatIsNotGivenIsGone() {
    client
        .put(
            path,
            "{\"age\":30,\"descriptors\":[{\"descriptor_version\":59,\"descriptor\":\"AQ==\"}]}")
        .expect(204);
    String id = attributes().path("attribute_id").asString();

    client.put(path, "{\"gender\":0}").expect(204);

    assertThatJson(client.get(path).body())
        .isEqualTo(
            """
            {"attribute_id":"%s","age":null,"gender":0,"ethnicity":null,"samples":[],
             "generation":0,"descriptors":[]}\
            """
                .formatted(id));
  }

  @Test
  void otherSamplesMoveTheGenerationAndTheSameDoNot() {
    String first = "{\"samples\":[\"%s\"]}".formatted(sample());
    String second = "{\"samples\":[\"%s\"],\"age\":3}".formatted(sample());
    client.put(path, first).expect(204);
    assertThat(generation()).isZero();

    client.put(path, first).expect(204);
    assertThat(generation()).isZero();
    client.put(path, second).expect(204);
    assertThat(generation()).isEqualTo(1);
    client.put(path, second.replace("\"age\":3", "\"age\":4")).expect(204);
    assertThat(generation()).isEqualTo(1);
    client.put(path, "{\"age\":3}").expect(204);
    assertThat(generation()).isEqualTo(2);

    client
        .put(path, "{\"descriptors\":[{\"descriptor_version\":59,\"descriptor\":\"AQ==\"}]}")
        .expect(204);
    assertThat(attributes().at("/descriptors/0/generation").asInt()).isEqualTo(2);
  }

  @Test
  void aGenerationThatIsNotTheCurrentOneIsAConflict() {
    client.put(path, "{\"samples\":[\"%s\"],\"generation\":0}".formatted(sample())).expect(204);
    client.put(path, "{\"samples\":[\"%s\"],\"generation\":0}".formatted(sample())).expect(204);

    var late = client.put(path, "{\"samples\":[\"%s\"],\"generation\":0}".formatted(sample()));

    assertThat(late.expect(409, ErrorCode.SAMPLES_CHANGED).detail())
        .contains(face.substring("/6/faces/".length()));
    client.put(path, "{\"age\":3,\"generation\":1}").expect(204);
  }

  @Test
  void ofManyWhoKnowTheSameGenerationOneReplacesTheSamples() throws Exception {
    client.put(path, "{\"samples\":[\"%s\"]}".formatted(sample())).expect(204);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Client.Answer>>();
      for (int i = 0; i < 5; i++) {
        String body = "{\"samples\":[\"%s\"],\"generation\":0}".formatted(sample());
        answers.add(threads.submit(() -> client.put(path, body)));
      }
      int replaced = 0;
      for (var answer : answers) {
        assertThat(answer.get().status()).as(answer.get().body()).isIn(204, 409);
        replaced += answer.get().status() == 204 ? 1 : 0;
      }
      assertThat(replaced).isEqualTo(1);
    }
    assertThat(generation()).isEqualTo(1);
  }

  @Test
  void anUnknownSampleOrFaceChangesNothing() {
    client.put(path, "{\"age\":3}").expect(204);
    UUID unknown = UUID.randomUUID();

    var answer = client.put(path, "{\"age\":4,\"samples\":[\"%s\"]}".formatted(unknown));

    assertThat(answer.expect(400, ErrorCode.BAD_INPUT).detail()).contains(unknown.toString());
    assertThat(attributes().path("age").asInt()).isEqualTo(3);
    String nowhere = "/6/faces/" + unknown + "/attributes";
    client.put(nowhere, "{\"age\":3}").expect(404, ErrorCode.FACE_NOT_FOUND);
    client.get(nowhere).expect(404, ErrorCode.FACE_NOT_FOUND);
    client.delete(nowhere).expect(404, ErrorCode.FACE_NOT_FOUND);
    client.head(nowhere).expect(404);
  }

  @Test
  void aBodySampleIsNoFaceSample() {
    String body =
        client
            .upload("/6/samples/bodies", "image/jpeg", TestPictures.BODY)
            .expect(201)
            .json()
            .path("image_id")
            .asString();

    client.put(path, "{\"samples\":[\"%s\"]}".formatted(body)).expect(400, ErrorCode.BAD_INPUT);
  }

  @Test
  void descriptorsAreCountedByVersion() {
    String body = "{\"descriptors\":[{\"descriptor_version\":777,\"descriptor\":\"AQ==\"}]}";
    client.put(path, body).expect(204);
    client.put(path, body).expect(204);
    assertThat(descriptors()).isEqualTo(1);

    client.delete(path).expect(204);
    assertThat(descriptors()).isZero();
  }

  private static long descriptors() {
    return SERVER
        .database()
        .query(handle ->
            handle
                .select(
                    """
                    select coalesce(sum(value), 0)
                    from counter_values
                    where counter = 'face_descriptors' and scope = '777'
                    """)
                .mapTo(Long.class)
                .one());
  }

  private int generation() {
    return attributes().path("generation").asInt();
  }

  private JsonNode attributes() {
    return client.get(path).expect(200).json();
  }

  private String sample() {
    var answer = client.upload("/6/samples/faces", "image/jpeg", TestPictures.FACE).expect(201);
    return answer.json().path("image_id").asString();
  }
}
