package dev.luna.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
  private static final SettableClock CLOCK =
      new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));

  @RegisterExtension private static final TestServer SERVER = new TestServer(Map.of(), CLOCK);

  private static final Specification SPECIFICATION = Specification.load();
  private static final int AT_ONCE = 6;

  private static Member alice;
  private static Member bob;

  private final String key = UUID.randomUUID().toString();
  private final Client admin = SERVER.admin();

  @BeforeAll
  static void register() {
    alice = Member.register(SERVER, "alice", "user");
    bob = Member.register(SERVER, "bob", "user");
  }

  /**
   * What can be sent to each operation that takes a key, and where the number of what it makes
   * stands: a number, or a list of them.
   */
  private record Sample(String path, String body, String count, String pointer) {}

  private static final Map<String, Sample> SAMPLES =
      Map.ofEntries(
          Map.entry(
              "POST:/4/accounts",
              new Sample(
                  "/4/accounts",
                  "{\"login\":\"key{n}@example.com\",\"password\":\"secret\"}",
                  "/4/accounts?page_size=1",
                  "/account_count")),
          Map.entry(
              "PUT:/4/accounts/{account_id}",
              new Sample(
                  "/4/accounts/{id}",
                  "{\"login\":\"put{n}@example.com\",\"password\":\"secret\"}",
                  "/4/accounts?page_size=1",
                  "/account_count")),
          Map.entry(
              "POST:/4/tasks/gc",
              new Sample(
                  "/4/tasks/gc",
                  """
                  {"content":{"target":"face_descriptors","filters":{"descriptor_version":9{n}}}}\
                  """,
                  "/4/tasks/count",
                  "/count")),
          Map.entry(
              "POST:/4/tasks/schedules",
              new Sample(
                  "/4/tasks/schedules",
                  """
                  {"task":{"task_type":4,"description":"{n}",
                    "content":{"target":"face_descriptors","filters":{"descriptor_version":9}}},
                   "trigger":{"cron":"0 4 1 1 *","cron_timezone":"utc"}}\
                  """,
                  "/4/tasks/schedules?page_size=100",
                  "")),
          Map.entry(
              "POST:/6/lists",
              new Sample("/6/lists", "{\"user_data\":\"{n}\"}", "/6/lists/count", "/count")),
          Map.entry(
              "POST:/6/faces",
              new Sample("/6/faces", "{\"user_data\":\"{n}\"}", "/6/faces/count", "/count")),
          Map.entry(
              "PUT:/6/faces/{face_id}",
              new Sample("/6/faces/{id}", "{\"user_data\":\"{n}\"}", "/6/faces/count", "/count")),
          Map.entry(
              "POST:/6/events",
              new Sample(
                  "/6/events",
                  "{\"events\":[{\"source\":\"{n}\"},{\"source\":\"y\"}]}",
                  "/6/events/count",
                  "/count")));

  static Stream<String> creations() {
    return SAMPLES.keySet().stream().sorted();
  }

  @Test
  void everyOperationThatTakesAKeyIsTriedHere() {
    var takers =
        SPECIFICATION.operations().keySet().stream().filter(IdempotencyTest::takesKey).toList();

    assertThat(takers)
        .containsAll(SAMPLES.keySet())
        .filteredOn(name -> !SAMPLES.containsKey(name))
        .containsExactlyInAnyOrder(
            "POST:/4/tasks/additional_extract",
            "PUT:/6/faces/{face_id}/attributes",
            "POST:/6/samples/faces",
            "POST:/6/samples/bodies",
            "POST:/6/images");
  }

  @ParameterizedTest
  @MethodSource("creations")
  void ofManySameRequestsOneIsDoneAndAllGetItsAnswer(String name) throws Exception {
    var sample = Objects.requireNonNull(SAMPLES.get(name));
    String path = sample.path().replace("{id}", UUID.randomUUID().toString());
    String body = sample.body().replace("{n}", "1");
    long before = count(sample);

    var answers = atOnce(() -> send(admin.with("Idempotency-Key", key), name, path, body));

    assertThat(answers).allSatisfy(answer -> assertSame(answer, answers.getFirst()));
    assertThat(answers.getFirst().status()).as(answers.getFirst().body()).isIn(201, 202);
    assertThat(count(sample)).isEqualTo(before + (name.endsWith("events") ? 2 : 1));
    assertSame(
        send(admin.with("Idempotency-Key", key), name, path, body).expect(answers.get(0).status()),
        answers.getFirst());
  }

  @ParameterizedTest
  @MethodSource("creations")
  void anotherBodyUnderTheKeyIsAConflict(String name) {
    var sample = Objects.requireNonNull(SAMPLES.get(name));
    String path = sample.path().replace("{id}", UUID.randomUUID().toString());
    var client = admin.with("Idempotency-Key", key);
    assertThat(send(client, name, path, sample.body().replace("{n}", "2")).status()).isIn(201, 202);
    long before = count(sample);

    var other = send(client, name, path, sample.body().replace("{n}", "3"));

    assertThat(other.expect(409, ErrorCode.KEY_REUSED).detail()).contains(key);
    assertThat(count(sample)).isEqualTo(before);
  }

  @Test
  void anotherOperationPathOrAccountActedForIsAnotherRequest() {
    var client = admin.with("Idempotency-Key", key);
    client.post("/6/lists", "{\"user_data\":\"x\"}").expect(201);

    client.post("/6/faces", "{\"user_data\":\"x\"}").expect(409, ErrorCode.KEY_REUSED);
    client
        .with("Luna-Account-Id", alice.id().toString())
        .post("/6/lists", "{\"user_data\":\"x\"}")
        .expect(409, ErrorCode.KEY_REUSED);
  }

  @Test
  void keysOfTwoAccountsDoNotMeet() {
    String body = "{\"user_data\":\"x\"}";
    var first = alice.client().with("Idempotency-Key", key).post("/6/lists", body).expect(201);

    var second = bob.client().with("Idempotency-Key", key).post("/6/lists", body).expect(201);

    assertThat(second.body()).isNotEqualTo(first.body());
    bob.client().get(second.header("Location")).expect(200);
    bob.client().get(first.header("Location")).expect(404);
    bob.client()
        .with("Idempotency-Key", key)
        .post("/6/lists", "{\"user_data\":\"y\"}")
        .expect(409, ErrorCode.KEY_REUSED);
  }

  @Test
  void aRequestThatFailedCanBeRepeatedWithItsKey() {
    var client = alice.client().with("Idempotency-Key", key);
    UUID listId = UUID.randomUUID();
    String face = "{\"lists\":[\"%s\"]}".formatted(listId);
    client.post("/6/faces", face).expect(400, ErrorCode.LISTS_NOT_FOUND);
    client.post("/6/faces", "{\"nonsense\":1}").expect(400, ErrorCode.INVALID_JSON);
    client.post("/6/lists", "{\"list_id\":\"%s\"}".formatted(listId)).expect(201);

    var other = alice.client().with("Idempotency-Key", key + "-2");
    String created = other.post("/6/faces", face).expect(201).body();
    assertThat(other.post("/6/faces", face).expect(201).body()).isEqualTo(created);
  }

  @Test
  void aConflictIsNoAnswerToKeep() {
    UUID listId = UUID.randomUUID();
    String body = "{\"list_id\":\"%s\"}".formatted(listId);
    alice.client().post("/6/lists", body).expect(201);
    var client = alice.client().with("Idempotency-Key", key);
    client.post("/6/lists", body).expect(409, ErrorCode.LIST_EXISTS);
    alice.client().delete("/6/lists/" + listId).expect(204);

    client.post("/6/lists", body).expect(201);
    client.post("/6/lists", body).expect(201);

    var account = admin.with("Idempotency-Key", key);
    account
        .post("/4/accounts", "{\"login\":\"root@visionlabs.ai\",\"password\":\"secret\"}")
        .expect(409, ErrorCode.LOGIN_EXISTS);
    account
        .post("/4/accounts", "{\"login\":\"later@example.com\",\"password\":\"secret\"}")
        .expect(201);
  }

  @Test
  void replacingAttributesTwiceMovesTheGenerationOnce() {
    var client = alice.client();
    String face = client.post("/6/faces", "{\"attributes\":{\"age\":3}}").header("Location");
    String sample =
        client
            .upload("/6/samples/faces", "image/jpeg", TestPictures.FACE)
            .json()
            .path("image_id")
            .asString();
    String body = "{\"samples\":[\"%s\"],\"generation\":0}".formatted(sample);
    client.put(face + "/attributes", body).expect(204);

    client.put(face + "/attributes", body).expect(409, ErrorCode.SAMPLES_CHANGED);

    var keyed = client.with("Idempotency-Key", key);
    String next = "{\"age\":4,\"generation\":1}";
    keyed.put(face + "/attributes", next).expect(204);
    client.put(face + "/attributes", "{\"age\":5}").expect(204);
    keyed.put(face + "/attributes", next).expect(204);
    assertThat(client.get(face).json().at("/attributes/age").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/6/samples/faces", "/6/samples/bodies", "/6/images"})
  void anImageIsStoredOnce(String path) throws Exception {
    byte[] jpeg = path.endsWith("bodies") ? TestPictures.BODY : TestPictures.FACE;
    var client = alice.client().with("Idempotency-Key", key);
    long before = images();

    var answers = atOnce(() -> client.upload(path, "image/jpeg", jpeg));

    assertThat(answers).allSatisfy(answer -> assertSame(answer, answers.getFirst()));
    String created = answers.getFirst().expect(201).header("Location");
    assertThat(alice.client().get(created).expect(200).bytes()).isEqualTo(jpeg);
    assertThat(images()).isEqualTo(before + 1);
    byte[] other = path.endsWith("bodies") ? png(128, 256) : png(250, 250);
    client.upload(path, "image/png", other).expect(409, ErrorCode.KEY_REUSED);
    client.upload(path + "?ttl=1", "image/jpeg", jpeg).expect(409, ErrorCode.KEY_REUSED);
    assertThat(alice.client().get(created).expect(200).bytes()).isEqualTo(jpeg);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\tb"})
  void aKeyHasPrintableCharacters(String nonsense) {
    var client = alice.client().with("Idempotency-Key", nonsense);

    var answer = client.post("/6/lists", "{\"user_data\":\"x\"}");

    assertThat(answer.expect(400, ErrorCode.BAD_INPUT).detail()).contains("Idempotency-Key");
  }

  @Test
  void aKeyHasUpTo255Characters() {
    String body = "{\"user_data\":\"x\"}";
    String longest = (key + "!".repeat(255)).substring(0, 255);
    alice.client().with("Idempotency-Key", longest).post("/6/lists", body).expect(201);

    alice
        .client()
        .with("Idempotency-Key", longest + "!")
        .post("/6/lists", body)
        .expect(400, ErrorCode.BAD_INPUT);
  }

  @Test
  void anAnswerIsForgottenAfterADay() {
    var idempotency = new Idempotency(SERVER.database(), CLOCK);
    var client = alice.client().with("Idempotency-Key", key);
    String body = "{\"user_data\":\"x\"}";
    String first = client.post("/6/lists", body).expect(201).body();
    CLOCK.forward(Duration.ofDays(1).minusSeconds(1));
    idempotency.sweep();
    assertThat(client.post("/6/lists", body).expect(201).body()).isEqualTo(first);

    CLOCK.forward(Duration.ofSeconds(2));

    while (idempotency.sweep() > 0) {
      // Another round for the keys of other tests.
    }
    assertThat(client.post("/6/lists", body).expect(201).body()).isNotEqualTo(first);
  }

  private List<Client.Answer> atOnce(Callable<Client.Answer> request) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Client.Answer>>();
      for (int i = 0; i < AT_ONCE; i++) {
        running.add(threads.submit(request));
      }
      var answers = new ArrayList<Client.Answer>();
      for (var answer : running) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private static void assertSame(Client.Answer answer, Client.Answer first) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(first.status());
    assertThat(answer.body()).isEqualTo(first.body());
    assertThat(answer.header("Location")).isEqualTo(first.header("Location"));
    assertThat(answer.header("Content-Type")).isEqualTo(first.header("Content-Type"));
  }

  private static Client.Answer send(Client client, String name, String path, String body) {
    return client.send(name.substring(0, name.indexOf(':')), path, "application/json", body);
  }

  private long count(Sample sample) {
    var counted = admin.get(sample.count()).expect(200).json().at(sample.pointer());
    return counted.isArray() ? counted.size() : counted.asLong();
  }

  private static long images() {
    return SERVER
        .database()
        .query(handle -> handle.select("select count(*) from images").mapTo(Long.class).one());
  }

  private static byte[] png(int width, int height) {
    return TestPictures.encoded("png", width, height);
  }

  private static boolean takesKey(String name) {
    int colon = name.indexOf(':');
    return SPECIFICATION
        .document()
        .path("paths")
        .path(name.substring(colon + 1))
        .path(name.substring(0, colon).toLowerCase(Locale.ROOT))
        .path("parameters")
        .valueStream()
        .anyMatch(parameter -> parameter.path("$ref").asString("").endsWith("/IdempotencyKey"));
  }
}
