package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.check.Check;
import dev.luna.config.Config;
import dev.luna.errors.ErrorCode;
import dev.luna.extraction.DemoModels;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.worker.WorkerExtractor;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestFiles;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Additional extractions with real networks, as operators start them. */
class ExtractionTest {
  private static final Path MODELS = TestFiles.of("models");

  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(
          Map.of(
              "TASKS.SUBTASK_SIZE",
              "5",
              "EXTRACTION.MODELS",
              MODELS.resolve("models.json").toString()),
          null);

  private static Extractor extractor;

  private Client admin;
  private Member member;
  private Member other;
  private Story story;

  @BeforeAll
  static void installModels() throws IOException {
    var _ = DemoModels.install(MODELS);
    extractor =
        WorkerExtractor.open(
            Config.DEFAULT.extraction(),
            MODELS.resolve("models.json"),
            Config.DEFAULT.imageStore().maxImagePixels());
  }

  @AfterAll
  static void closeExtractor() {
    extractor.close();
  }

  @BeforeEach
  void start() {
    admin = SERVER.admin();
    member = Member.register(SERVER, "member", "user");
    other = Member.register(SERVER, "other", "user");
    story = new Story(admin);
  }

  @AfterEach
  void close() {
    // Samples that tests remove are missed by the check, and should be.
    assertThat(new Check(SERVER.database(), Optional.empty(), Clock.systemUTC()).run(false))
        .allMatch(finding -> finding.contains("samples that are not there"));
    TestData.clear(SERVER.database());
  }

  @Test
  void facesGetADescriptorOfTheVersionBesideTheOldOne() {
    var faces = new ArrayList<String>();
    for (int n = 0; n < 12; n++) {
      faces.add(face(member, sample(member, TestPictures.face(n)), 59));
    }
    String without = face(member, sample(member, TestPictures.face(99)), 58);

    long id = extract("faces", "", "face_descriptor", 60);

    var result = story.result(id);
    assertThat(result.path("extracted_count").asInt()).isEqualTo(12);
    assertThat(result.path("extraction_target").asString()).isEqualTo("face_descriptor");
    assertThat(result.path("descriptor_version").asInt()).isEqualTo(60);
    assertThat(ids(result)).containsExactlyInAnyOrderElementsOf(faces);
    assertThat(result.path("objects").get(0).path("samples").size()).isEqualTo(1);
    for (int n = 0; n < 12; n++) {
      assertThat(descriptor("face_descriptors", "face_id", faces.get(n), 60))
          .isEqualTo(expected(ModelKind.FACE_DESCRIPTOR, 60, TestPictures.face(n)));
    }
    assertThat(rows("select count(*) from face_descriptors where descriptor_version = 59"))
        .isEqualTo(12);
    assertThat(
            rows("select count(*) from face_descriptors where face_id = '%s'".formatted(without)))
        .isEqualTo(1);
    assertThat(story.task(id).path("count_task_parts_all").asInt()).isGreaterThan(1);
  }

  @Test
  void whatIsThereIsNotExtractedAgain() {
    face(member, sample(member, TestPictures.face(1)), 59);
    extract("faces", "", "face_descriptor", 60);

    long again = extract("faces", "", "face_descriptor", 60);

    assertThat(story.result(again).path("extracted_count").asInt()).isZero();
    assertThat(story.task(again).path("count_task_parts_all").asInt()).isZero();
  }

  @Test
  void objectsWithoutAReadableSampleAreErrorsOnceAndTriedAgainByARepetition() {
    String sound = face(member, sample(member, TestPictures.face(1)), 59);
    String empty = face(member, null, 59);
    String gone = sample(member, TestPictures.face(2));
    String missing = face(member, gone, 59);
    member.client().delete("/6/samples/faces/" + gone).expect(204);

    long id = extract("faces", "", "face_descriptor", 60);

    assertThat(ids(story.result(id))).containsExactly(sound);
    assertThat(errors(id))
        .containsExactlyInAnyOrder(
            empty + " " + ErrorCode.NO_SAMPLE.number(),
            missing + " " + ErrorCode.IMAGE_NOT_FOUND.number());
    long again = extract("faces", "", "face_descriptor", 60);
    assertThat(errors(again)).isEmpty();
    long retry =
        admin
            .post("/4/tasks/%d/retry".formatted(id), "")
            .expect(202)
            .json()
            .path("task_id")
            .asLong();
    story.awaitStatus(retry, 5);
    assertThat(errors(retry)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          face_descriptor | event_face_descriptors | 60
          body_descriptor | event_body_descriptors | 111
          """)
  void eventsGetDescriptors(String target, String table, int version) {
    String faceSample = sample(member, TestPictures.face(7));
    String bodySample = bodySample(member, TestPictures.body(7));
    String id =
        event(
            member,
            """
            "face_samples":["%s"],"body_samples":["%s"],
            "face_descriptors":[{"descriptor_version":59,"descriptor":"AQID"}],
            "body_descriptors":[{"descriptor_version":110,"descriptor":"AQID"}]\
            """
                .formatted(faceSample, bodySample));

    long task = extract("events", "", target, version);

    assertThat(ids(story.result(task))).containsExactly(id);
    assertThat(descriptor(table, "event_id", id, version))
        .isEqualTo(
            expected(
                ModelKind.valueOf(target.toUpperCase(java.util.Locale.ROOT)),
                version,
                target.startsWith("face") ? TestPictures.face(7) : TestPictures.body(7)));
  }

  @Test
  void attributesFillWhatIsMissingAndKeepWhatIsThere() {
    String sample = sample(member, TestPictures.face(3));
    String face = face(member, sample, 59);
    String event = event(member, "\"age\":200,\"face_samples\":[\"%s\"]".formatted(sample));
    String faceless = event(member, "\"source\":\"x\"");

    long faces = extract("faces", "", "basic_attributes", 0);
    long events = extract("events", "", "basic_attributes", 0);

    var found =
        (Outcome.Attributes)
            extractor
                .extract(
                    extractor.model(ModelKind.BASIC_ATTRIBUTES, null),
                    List.of(TestPictures.face(3)))
                .outcomes()
                .getFirst();
    assertThat(story.result(faces).path("descriptor_version").isNull()).isTrue();
    var attributes = member.client().get("/6/faces/%s/attributes".formatted(face)).json();
    assertThat(attributes.path("age").asInt()).isEqualTo(found.age());
    assertThat(attributes.path("gender").asInt()).isEqualTo(found.gender());
    assertThat(attributes.path("ethnicity").asInt()).isEqualTo(found.ethnicity());
    assertThat(ids(story.result(events))).containsExactly(event);
    var changed = member.client().get("/6/events/" + event).json();
    assertThat(changed.path("age").asInt()).isEqualTo(200);
    assertThat(changed.path("ethnic_group").asInt()).isEqualTo(found.ethnicity());
    assertThat(member.client().get("/6/events/" + faceless).json().path("age").isNull()).isTrue();
  }

  @Test
  void onlyTheObjectsOfAFilterAreExtracted() {
    String own = face(member, sample(member, TestPictures.face(1)), 59);
    String first = face(other, sample(other, TestPictures.face(2)), 59);
    String second = face(other, sample(other, TestPictures.face(3)), 59);

    long one =
        extract("faces", ",\"account_id\":\"%s\"".formatted(member.id()), "face_descriptor", 60);
    long two = extract("faces", ",\"face_id__lt\":\"%s\"".formatted(second), "face_descriptor", 60);
    long none =
        extract("faces", ",\"create_time__lt\":\"2020-01-01T00:00:00Z\"", "face_descriptor", 60);

    assertThat(ids(story.result(one))).containsExactly(own);
    assertThat(ids(story.result(two))).containsExactly(first);
    assertThat(ids(story.result(none))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor"}
          {"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor","options":{"missing":true}}
          {"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor","options":{"missing":false,"descriptor_version":60}}
          {"filters":{"objects_type":"faces"},"extraction_target":"body_descriptor","options":{"missing":true,"descriptor_version":111}}
          {"filters":{"objects_type":"faces"},"extraction_target":"basic_attributes","options":{"missing":true,"descriptor_version":60}}
          {"filters":{"objects_type":"faces","event_id__lt":"557d54ec-29ad-4f3c-93b4-c9092ef12515"},"extraction_target":"basic_attributes"}
          {"filters":{"objects_type":"bodies"},"extraction_target":"basic_attributes"}
          {"filters":{},"extraction_target":"basic_attributes"}
          """)
  void badContentIsRefused(String content) {
    admin
        .post("/4/tasks/additional_extract", "{\"content\":%s}".formatted(content))
        .expect(400, ErrorCode.INVALID_JSON);
  }

  @Test
  void aVersionWithoutAModelIsRefusedByTheSettingThatIsMissing() {
    var answer =
        admin
            .post("/4/tasks/additional_extract", body("faces", "", "face_descriptor", 77))
            .expect(403, ErrorCode.EXTRACTION_DISABLED);

    assertThat(answer.detail()).contains("EXTRACTION.MODELS");
  }

  @Test
  void aPlanChangesNothing() {
    String face = face(member, sample(member, TestPictures.face(1)), 59);

    var plan =
        admin
            .post("/4/tasks/additional_extract?plan=1", body("faces", "", "face_descriptor", 60))
            .expect(200)
            .json();

    assertThat(plan.path("objects").asInt()).isEqualTo(1);
    assertThat(plan.path("examples").get(0).asString()).isEqualTo(face);
    assertThat(admin.get("/4/tasks/count").json().toString()).contains("0");
  }

  @Test
  void theDefaultVersionIsSwitchedWhenItCoversEnough() {
    for (int n = 0; n < 3; n++) {
      face(member, sample(member, TestPictures.face(n)), 59);
    }
    String switching = "{\"kind\":\"face_descriptor\",\"version\":60}";
    var refusal =
        admin.put("/4/descriptors/default", switching).expect(409, ErrorCode.COVERAGE_TOO_LOW);
    assertThat(refusal.detail()).contains("60").contains("59").contains("99.9");
    assertThat(coverage(60).path("lacking").asInt()).isEqualTo(3);

    extract("faces", "", "face_descriptor", 60);
    assertThat(coverage(60).path("coverage").asDouble()).isEqualTo(100);
    assertThat(coverage(60).path("accounts").get(0).path("account_id").asString())
        .isEqualTo(member.id().toString());
    admin.put("/4/descriptors/default", switching).expect(204);

    assertThat(coverage(60).path("is_default").asBoolean()).isTrue();
    assertThat(coverage(59).path("is_default").asBoolean()).isFalse();
    admin
        .post(
            "/4/tasks/gc",
            "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":60}}}")
        .expect(400, ErrorCode.BAD_INPUT);
    admin
        .put("/4/descriptors/default", "{\"kind\":\"face_descriptor\",\"version\":59}")
        .expect(204);
    admin
        .put(
            "/4/descriptors/default",
            "{\"kind\":\"face_descriptor\",\"version\":61,\"coverage\":0}")
        .expect(204);
  }

  @Test
  void oneKeyMakesOneTask() {
    var keyed = admin.with("Idempotency-Key", "the-only-extraction");
    String body = body("faces", "", "face_descriptor", 60);
    var first = keyed.post("/4/tasks/additional_extract", body).expect(202);
    var second = keyed.post("/4/tasks/additional_extract", body).expect(202);

    assertThat(second.body()).isEqualTo(first.body());
    keyed
        .post("/4/tasks/additional_extract", body("events", "", "face_descriptor", 60))
        .expect(409, ErrorCode.KEY_REUSED);
    assertThat(admin.get("/4/tasks/count").json().path("count").asLong()).isEqualTo(1);
    story.awaitStatus(first.json().path("task_id").asLong(), 5);
  }

  private JsonNode coverage(int version) {
    for (var entry : admin.get("/4/descriptors").expect(200).json().path("descriptors")) {
      if (entry.path("objects_type").asString().equals("faces")
          && entry.path("version").asInt() == version) {
        return entry;
      }
    }
    throw new AssertionError("no version " + version);
  }

  private long extract(String type, String filters, String target, int version) {
    var answer =
        admin.post("/4/tasks/additional_extract", body(type, filters, target, version)).expect(202);
    long id = answer.json().path("task_id").asLong();
    story.awaitStatus(id, 5);
    return id;
  }

  private static String body(String type, String filters, String target, int version) {
    String options =
        version == 0
            ? ""
            : ",\"options\":{\"missing\":true,\"descriptor_version\":%d}".formatted(version);
    return "{\"content\":{\"filters\":{\"objects_type\":\"%s\"%s},\"extraction_target\":\"%s\"%s}}"
        .formatted(type, filters, target, options);
  }

  private static byte[] expected(ModelKind kind, int version, byte[] sample) {
    var outcome =
        extractor.extract(extractor.model(kind, version), List.of(sample)).outcomes().getFirst();
    return ((Outcome.Descriptor) outcome).bytes();
  }

  private List<String> errors(long task) {
    var errors = new ArrayList<String>();
    admin
        .get("/4/tasks/%d/errors".formatted(task))
        .json()
        .path("errors")
        .forEach(error ->
            errors.add(
                error.path("additional_info").asString() + " " + error.path("error_code").asInt()));
    return errors;
  }

  private static List<String> ids(JsonNode result) {
    var ids = new ArrayList<String>();
    result.path("objects").forEach(object -> ids.add(object.path("id").asString()));
    return ids;
  }

  private static byte[] descriptor(String table, String key, String id, int version) {
    return SERVER
        .database()
        .query(handle ->
            handle
                .select(
                    "select descriptor from <table> where <key> = :id and descriptor_version = :v")
                .define("table", table)
                .define("key", key)
                .bind("id", UUID.fromString(id))
                .bind("v", version)
                .mapTo(byte[].class)
                .one());
  }

  private static String face(
      Member owner, @org.jspecify.annotations.Nullable String sample, int version) {
    return owner
        .client()
        .post(
            "/6/faces",
            """
            {"attributes":{"samples":[%s],
              "descriptors":[{"descriptor_version":%d,"descriptor":"AQID"}]}}\
            """
                .formatted(sample == null ? "" : '"' + sample + '"', version))
        .expect(201)
        .json()
        .path("face_id")
        .asString();
  }

  private static String event(Member owner, String fields) {
    return owner
        .client()
        .post("/6/events", "{\"events\":[{%s}]}".formatted(fields))
        .expect(201)
        .json()
        .path("event_ids")
        .get(0)
        .asString();
  }

  private static String sample(Member owner, byte[] picture) {
    return upload(owner, "/6/samples/faces", picture);
  }

  private static String bodySample(Member owner, byte[] picture) {
    return upload(owner, "/6/samples/bodies", picture);
  }

  private static String upload(Member owner, String path, byte[] picture) {
    return owner
        .client()
        .upload(path, "image/jpeg", picture)
        .expect(201)
        .json()
        .path("image_id")
        .asString();
  }

  private static long rows(String query) {
    return SERVER.database().query(handle -> handle.select(query).mapTo(Long.class).one());
  }
}
