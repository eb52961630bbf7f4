package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.check.Check;
import dev.luna.errors.ErrorCode;
import dev.luna.extraction.Outcome.Reason;
import dev.luna.tasks.kinds.extraction.FailureStore;
import dev.luna.testing.Client;
import dev.luna.testing.FakeExtractor;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What happens beside an extraction, and what fails in it. */
class ExtractionRacesTest {
  private static final FakeExtractor EXTRACTOR = new FakeExtractor();

  @RegisterExtension
  static final TestServer SERVER =
      TestServer.extracting(Map.of("TASKS.SUBTASK_SIZE", "5"), EXTRACTOR);

  private Client admin;
  private Member member;
  private Story story;

  @BeforeEach
  void register() {
    admin = SERVER.admin();
    member = Member.register(SERVER, "member", "user");
    story = new Story(admin);
  }

  @AfterEach
  void close() {
    EXTRACTOR.release();
    EXTRACTOR.configure(FakeExtractor.FACE_60);
    assertThat(new Check(SERVER.database(), Optional.empty(), Clock.systemUTC()).run(false))
        .isEmpty();
    TestData.clear(SERVER.database());
  }

  @Test
  void objectsThatComeWhileItRunsAreTakenUp() throws InterruptedException {
    String first = face(sample(1));
    EXTRACTOR.hold();
    long id = start();
    EXTRACTOR.awaitHeld(1);
    String second = face(sample(2));
    EXTRACTOR.release();
    story.awaitStatus(id, 5);

    assertThat(ids(story.result(id))).containsExactlyInAnyOrder(first, second);
    assertThat(descriptor(second)).contains(FakeExtractor.descriptor(60, TestPictures.face(2)));
    assertThat(story.task(id).path("count_task_parts_all").asInt()).isEqualTo(2);
  }

  @Test
  void samplesThatAreReplacedMeanwhileAreAnErrorAndTheNewOnesAreRead() throws InterruptedException {
    String face = face(sample(1));
    EXTRACTOR.hold();
    long id = start();
    EXTRACTOR.awaitHeld(1);
    putSample(face, sample(2));
    EXTRACTOR.release();
    story.awaitStatus(id, 5);

    assertThat(errors(id)).containsExactly(face + " " + ErrorCode.SAMPLES_CHANGED.number());
    assertThat(descriptor(face)).contains(FakeExtractor.descriptor(60, TestPictures.face(2)));
    assertThat(ids(story.result(id))).containsExactly(face);
  }

  @Test
  void objectsThatAreRemovedMeanwhileArePassedOver() throws InterruptedException {
    String face = face(sample(1));
    EXTRACTOR.hold();
    long id = start();
    EXTRACTOR.awaitHeld(1);
    member.client().delete("/6/faces/" + face).expect(204);
    EXTRACTOR.release();
    story.awaitStatus(id, 5);

    assertThat(errors(id)).isEmpty();
    assertThat(ids(story.result(id))).isEmpty();
  }

  @Test
  void itIsCancelledWhileItReads() throws InterruptedException {
    String face = face(sample(1));
    EXTRACTOR.hold();
    long id = start();
    EXTRACTOR.awaitHeld(1);
    admin.patch("/4/tasks/" + id, "").expect(204);
    EXTRACTOR.release();
    story.awaitStatus(id, 2);

    assertThat(descriptor(face)).isEmpty();
  }

  @Test
  void aSampleThatIsRefusedIsReadAgainWhenItOrTheModelIsAnotherOne() {
    EXTRACTOR.refuse(TestPictures.face(3), Reason.CORRUPT);
    String face = face(sample(3));

    assertThat(errors(extract())).containsExactly(face + " " + ErrorCode.SAMPLE_REFUSED.number());
    int calls = EXTRACTOR.calls();
    assertThat(errors(extract())).isEmpty();
    assertThat(EXTRACTOR.calls()).isEqualTo(calls);
    EXTRACTOR.configure(FakeExtractor.FACE_60_AGAIN);
    assertThat(errors(extract())).hasSize(1);
    assertThat(errors(extract())).isEmpty();
    putSample(face, sample(4));
    assertThat(ids(story.result(extract()))).containsExactly(face);
  }

  @Test
  void anObjectThatCannotBeWrittenIsAnErrorOnce() {
    String sound = face(sample(5));
    String poisoned = face(sample(6));
    String other = face(sample(7));
    refuseRowsOf(poisoned);
    long id = extract();
    try {
      assertThat(ids(story.result(id))).containsExactlyInAnyOrder(sound, other);
      assertThat(errors(id)).hasSize(1).first().asString().startsWith(poisoned);
      assertThat(errors(extract())).isEmpty();
    } finally {
      SERVER.database().inTransaction(handle -> handle.execute("drop function refuse_row cascade"));
    }
    long again =
        admin
            .post("/4/tasks/%d/retry".formatted(id), "")
            .expect(202)
            .json()
            .path("task_id")
            .asLong();
    story.awaitStatus(again, 5);
    assertThat(ids(story.result(again))).containsExactly(poisoned);
  }

  @Test
  void whatFailsForNowIsTriedAgain() {
    String face = face(sample(8));
    EXTRACTOR.failNext(2);

    long id = extract();

    assertThat(errors(id)).isEmpty();
    assertThat(ids(story.result(id))).containsExactly(face);
  }

  @Test
  void failuresOfRemovedObjectsAreForgotten() {
    var failures = new FailureStore(SERVER.database());
    String kept = face(null);
    String removed = face(null);
    assertThat(errors(extract())).hasSize(2);
    member.client().delete("/6/faces/" + removed).expect(204);

    assertThat(failures.sweep(10)).isOne();

    assertThat(failures.sweep(10)).isZero();
    assertThat(errors(extract())).as("%s is remembered", kept).isEmpty();
  }

  private long extract() {
    long id = start();
    story.awaitStatus(id, 5);
    return id;
  }

  private long start() {
    return admin
        .post(
            "/4/tasks/additional_extract",
            """
            {"content":{"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor",
             "options":{"missing":true,"descriptor_version":60}}}\
            """)
        .expect(202)
        .json()
        .path("task_id")
        .asLong();
  }

  private String sample(int number) {
    return member
        .client()
        .upload("/6/samples/faces", "image/jpeg", TestPictures.face(number))
        .expect(201)
        .json()
        .path("image_id")
        .asString();
  }

  private String face(@org.jspecify.annotations.Nullable String sample) {
    return member
        .client()
        .post(
            "/6/faces",
            """
            {"attributes":{"samples":[%s],
              "descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}}\
            """
                .formatted(sample == null ? "" : '"' + sample + '"'))
        .expect(201)
        .json()
        .path("face_id")
        .asString();
  }

  private void putSample(String face, String sample) {
    member
        .client()
        .put(
            "/6/faces/%s/attributes".formatted(face),
            """
            {"samples":["%s"],"descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}\
            """
                .formatted(sample))
        .expect(204);
  }

  private static void refuseRowsOf(String face) {
    SERVER
        .database()
        .inTransaction(handle -> {
          handle.execute(
              """
              create function refuse_row() returns trigger language plpgsql as $$
              begin
                raise exception 'this row is poison';
              end $$
              """);
          handle.execute(
              """
              create trigger refuse before insert on face_descriptors
              for each row when (new.face_id = '%s')
              execute function refuse_row()
              """
                  .formatted(face));
        });
  }

  private static Optional<byte[]> descriptor(String face) {
    return SERVER
        .database()
        .query(handle ->
            handle
                .select(
                    """
                    select descriptor
                    from face_descriptors
                    where face_id = ? and descriptor_version = 60
                    """,
                    UUID.fromString(face))
                .mapTo(byte[].class)
                .findOne());
  }

  private List<String> errors(long task) {
    return admin
        .get("/4/tasks/%d/errors".formatted(task))
        .json()
        .path("errors")
        .valueStream()
        .map(error ->
            error.path("additional_info").asString() + " " + error.path("error_code").asInt())
        .toList();
  }

  private static List<String> ids(JsonNode result) {
    return result.path("objects").valueStream().map(o -> o.path("id").asString()).toList();
  }
}
