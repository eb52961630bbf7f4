package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.DescriptorStore;
import dev.luna.json.Json;
import dev.luna.secrets.Vault;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.CallbackReceiver.Answer;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestFiles;
import dev.luna.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class NotificationsResourceTest {
  private static final CallbackReceiver RECEIVER = new CallbackReceiver();
  private static final Path KEYS = TestFiles.of("notifications.keys");
  private static final String TOKEN = "1111111111:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

  @RegisterExtension
  static final TestServer SERVER =
      new TestServer(
          Map.of(
              "OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8",
              "SECRETS.KEY_FILE", KEYS.toString(),
              "NOTIFICATIONS.TELEGRAM_URL", RECEIVER.url("/telegram"),
              "NOTIFICATIONS.PUBLIC_URL", "https://luna.example/",
              "NOTIFICATIONS.RETRY_PAUSE", "20",
              "NOTIFICATIONS.RETRY_TIME", "20",
              "TASKS.SUBTASK_SIZE", "10"),
          null);

  private static final AtomicInteger VERSIONS = new AtomicInteger(1000);

  private Client admin;
  private Story story;
  private String path;

  @BeforeAll
  static void prepare() {
    TestData.faces(SERVER.database(), 100, 56);
    SERVER
        .database()
        .inTransaction(handle ->
            handle
                .createScript(
                    """
                    create function pause_it() returns trigger language plpgsql as $$
                    begin
                      new.paused := true;
                      return new;
                    end
                    $$;
                    create trigger pause_it before insert on tasks
                      for each row when (new.description = 'paused') execute function pause_it()
                    """)
                .executeAsSeparateStatements());
  }

  @BeforeEach
  void client() {
    admin = SERVER.admin();
    story = new Story(admin);
    path = "/" + UUID.randomUUID();
  }

  @AfterAll
  static void close() {
    RECEIVER.close();
  }

  @Test
  void theEndOfATaskIsToldWithItsResult() throws Exception {
    long id = faceCollection(25, policy(http(path, "")));
    story.awaitStatus(id, 5);

    var call = RECEIVER.awaitCalls(path, 1).getFirst();

    var task = story.task(id);
    assertThatJson(call.body())
        .isEqualTo(
            """
            {"task_id":%d,"task_type":4,"task_status":5,"account_id":%s,"description":"",
             "schedule_id":null,"create_time":%s,"end_time":%s,"count_task_parts_done":3,
             "count_task_parts_all":3,"result_id":%s,
             "result_url":"https://luna.example/4/tasks/%d/result"}\
            """
                .formatted(
                    id,
                    task.path("account_id"),
                    task.path("create_time"),
                    task.path("end_time"),
                    task.path("result_id"),
                    id));
    assertThat(call.header("Content-Type")).isEqualTo("application/json");
    assertThat(call.header("Luna-Request-Id")).matches("[0-9]{10},[0-9a-f-]{36}");
    assertSigned(call);
    awaitDeliveries(id, "delivered");
    assertThat(deliveries(id).get(0).path("http_status").asInt()).isEqualTo(200);
  }

  @Test
  void subtasksAreToldFromBeginToEndAndTheTaskAfterThem() {
    long id =
        faceCollection(
            45,
            """
            {"task_callbacks":[%s],"subtask_callbacks":[%s]}\
            """
                .formatted(http(path, ""), http(path, "")));

    var bodies = RECEIVER.awaitCalls(path, 11).stream().map(call -> call.json()).toList();

    assertThat(bodies).hasSize(11);
    var last = bodies.getLast();
    assertThat(last.path("task_status").asInt()).isEqualTo(5);
    var running = new HashSet<Long>();
    var ended = new ArrayList<Long>();
    int done = 0;
    for (var body : bodies.subList(0, 10)) {
      long subtask = body.path("subtask_id").asLong();
      assertThat(body.path("task_id").asLong()).isEqualTo(id);
      assertThat(body.path("count_task_parts_all").asInt()).isEqualTo(5);
      assertThat(body.path("count_task_parts_done").asInt()).isGreaterThanOrEqualTo(done);
      done = body.path("count_task_parts_done").asInt();
      if (body.path("subtask_status").asInt() == 1) {
        assertThat(running.add(subtask)).isTrue();
      } else {
        assertThat(body.path("subtask_status").asInt()).isEqualTo(5);
        assertThat(running).contains(subtask);
        ended.add(subtask);
      }
    }
    assertThat(ended).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void aReceiverThatFailsIsCalledAgainWithTheSameIdAndInOrder() {
    RECEIVER.on(path, 500, 503, 200);
    long id = faceCollection(5, "{\"subtask_callbacks\":[%s]}".formatted(http(path, "")));

    var calls = RECEIVER.awaitCalls(path, 4);

    assertThat(calls.subList(0, 3))
        .extracting(call -> call.header("webhook-id"))
        .containsOnly(calls.getFirst().header("webhook-id"));
    assertThat(calls.get(3).header("webhook-id")).isNotEqualTo(calls.get(2).header("webhook-id"));
    assertThat(calls)
        .extracting(call -> call.json().path("subtask_status").asInt())
        .containsExactly(1, 1, 1, 5);
    awaitDeliveries(id, "delivered", "delivered");
    assertThat(deliveries(id).get(1).path("attempts").asInt()).isEqualTo(3);
  }

  @Test
  void aReceiverThatAsksForTimeGetsIt() {
    RECEIVER.on(path, call -> new Answer(429, Map.of("Retry-After", "7")));
    long id = faceCollection(5, policy(http(path, "")));

    await().until(() -> deliveries(id).path(0).path("http_status").asInt() == 429);

    var delivery = deliveries(id).get(0);
    assertThat(time(delivery, "next_attempt_time"))
        .isAfter(time(delivery, "last_attempt_time").plusSeconds(6));
    assertThat(delivery.path("reason").asString()).isEqualTo("it answered 429");
    assertThat(delivery.path("status").asString()).isEqualTo("waiting");
  }

  @Test
  void aReceiverThatIsGoneIsNotCalledAgain() {
    RECEIVER.on(path, 410);
    long id = faceCollection(5, "{\"subtask_callbacks\":[%s]}".formatted(http(path, "")));
    story.awaitStatus(id, 5);

    await()
        .untilAsserted(
            () -> assertThat(statuses(id)).isNotEmpty().allMatch(status -> status.equals("gone")));
    assertThat(RECEIVER.calls(path)).hasSize(1);
  }

  @Test
  void aReceiverThatHangsDelaysNobody() {
    RECEIVER.hangOn(path + "/slow");
    long slow = faceCollection(5, policy(http(path + "/slow", "\"params\":{\"timeout\":300}")));
    RECEIVER.awaitCalls(path + "/slow", 1);

    long id = faceCollection(5, policy(http(path + "/slow", ""), http(path + "/fast", "")));

    RECEIVER.awaitCalls(path + "/fast", 1);
    assertThat(statuses(slow)).containsExactly("waiting");
    admin.delete("/4/tasks/" + slow).expect(204);
    admin.delete("/4/tasks/" + id).expect(204);
  }

  @Test
  void secretsAreNeitherShownNorStoredAndStayWhenMasked() {
    String policy =
        """
        {"enable":1,"task_callbacks":[
          {"type":"http","url":"%s","authorization":{"type":"basic","login":"anna","password":"p4ss"},
           "params":{"headers":{"X-Api-Key":"k3y","X-Plain":"seen"}}},
          {"type":"telegram","token":"%s","chat_id":42}]}\
        """
            .formatted(RECEIVER.url(path), TOKEN);
    long id = pausedCollection(policy);

    var shown = admin.get("/4/tasks/" + id + "/notification_policy").expect(200);
    String stored = stored(id);

    assertThat(shown.body()).doesNotContain("p4ss", "k3y", TOKEN).contains("anna", "seen");
    assertThat(story.task(id).path("notification_policy")).isEqualTo(shown.json());
    assertThat(stored).doesNotContain("p4ss", "k3y", TOKEN).contains("seen");

    admin.put("/4/tasks/" + id + "/notification_policy", shown.body()).expect(204);
    admin.patch("/4/tasks/" + id + "?action=resume", "").expect(204);

    var call = RECEIVER.awaitCalls(path, 1).getFirst();
    assertThat(call.header("Authorization")).isEqualTo(Client.basic("anna", "p4ss"));
    assertThat(call.header("X-Api-Key")).isEqualTo("k3y");
    RECEIVER.awaitCalls("/telegram/bot" + TOKEN + "/sendMessage", 1);
  }

  @Test
  void aMaskedSecretIsNotSentElsewhere() {
    long id = pausedCollection(policy(http(path, login("p4ss"))));

    admin
        .put(
            "/4/tasks/" + id + "/notification_policy",
            policy(
                "{\"type\":\"http\",\"url\":\"http://127.0.0.2:1/\",%s}"
                    .formatted(login("********"))))
        .expect(400, ErrorCode.BAD_INPUT);
    var refused =
        admin.post("/4/tasks/gc", body(56, policy(http(path, login("********"))))).expect(400);

    assertThat(refused.detail()).contains("task_callbacks.0.authorization.password");
    admin.delete("/4/tasks/" + id).expect(204);
  }

  @Test
  void whatWaitsFollowsACorrectedAddress() {
    RECEIVER.on(path + "/wrong", 500);
    long id = faceCollection(5, policy(http(path + "/wrong", "")));
    RECEIVER.awaitCalls(path + "/wrong", 1);

    admin
        .put("/4/tasks/" + id + "/notification_policy", policy(http(path + "/right", "")))
        .expect(204);

    assertThat(RECEIVER.awaitCalls(path + "/right", 1).getFirst().header("webhook-id"))
        .isEqualTo(RECEIVER.calls(path + "/wrong").getFirst().header("webhook-id"));
    awaitDeliveries(id, "delivered");
  }

  @Test
  void whatWaitsIsWithdrawnWithItsReceiver() {
    RECEIVER.on(path, 500);
    long id = faceCollection(5, policy(http(path, "")));
    RECEIVER.awaitCalls(path, 1);

    admin.put("/4/tasks/" + id + "/notification_policy", "{\"enable\":0}").expect(204);

    awaitDeliveries(id, "withdrawn");
    String delivery = deliveries(id).get(0).path("delivery_id").asString();
    admin
        .post("/4/tasks/%d/notifications/%s/replay".formatted(id, delivery), "")
        .expect(400, ErrorCode.BAD_INPUT);
  }

  @Test
  void whatWaitsDoesNotGoToAnAddressThatIsTurnedOff() {
    RECEIVER.on(path, 500);
    String elsewhere = http(path + "/off", "\"enable\":0");
    for (String policy :
        List.of(
            policy(elsewhere),
            "{\"enable\":0,\"task_callbacks\":[%s]}".formatted(http(path + "/off", "")))) {
      int before = RECEIVER.calls(path).size();
      long id = faceCollection(5, policy(http(path, "")));
      RECEIVER.awaitCalls(path, before + 1);

      admin.put("/4/tasks/" + id + "/notification_policy", policy).expect(204);

      awaitDeliveries(id, "withdrawn");
    }
    assertThat(RECEIVER.calls(path + "/off")).isEmpty();
  }

  @Test
  void aDeliveryCanBeSentAgain() {
    long id = faceCollection(5, policy(http(path, "")));
    awaitDeliveries(id, "delivered");
    String delivery = deliveries(id).get(0).path("delivery_id").asString();

    admin.post("/4/tasks/%d/notifications/%s/replay".formatted(id, delivery), "").expect(202);

    var calls = RECEIVER.awaitCalls(path, 2);
    assertThat(calls.get(1).header("webhook-id"))
        .isEqualTo(calls.get(0).header("webhook-id"))
        .isEqualTo("msg_" + delivery);
    assertThat(calls.get(1).body()).isEqualTo(calls.get(0).body());
    admin
        .post("/4/tasks/%d/notifications/%s/replay".formatted(id, UUID.randomUUID()), "")
        .expect(404, ErrorCode.DELIVERY_NOT_FOUND);
    admin
        .post("/4/tasks/999999/notifications/%s/replay".formatted(delivery), "")
        .expect(404, ErrorCode.TASK_NOT_FOUND);
  }

  @Test
  void aTaskThatIsRemovedWhileItRunsIsToldAsCancelled() {
    RECEIVER.on(path, 500, 200);
    long id = pausedCollection(policy(http(path, "")));

    admin.delete("/4/tasks/" + id).expect(204);

    var calls = RECEIVER.awaitCalls(path, 2);
    assertThat(calls.getLast().json().path("task_status").asInt()).isEqualTo(2);
    admin.get("/4/tasks/" + id + "/notifications").expect(404, ErrorCode.TASK_NOT_FOUND);
  }

  @Test
  void aFloodForAChatIsCondensed() {
    String token = "2222222222:" + "b".repeat(35);
    String chat = "{\"type\":\"telegram\",\"token\":\"%s\",\"chat_id\":-100}".formatted(token);
    long id =
        faceCollection(
            95,
            """
            {"task_callbacks":[%s],"subtask_callbacks":[%s]}\
            """
                .formatted(chat, chat));
    story.awaitStatus(id, 5);
    var expected = new String[21];
    Arrays.fill(expected, "delivered");

    awaitDeliveries(id, expected);

    var calls = RECEIVER.calls("/telegram/bot" + token + "/sendMessage");
    assertThat(calls).hasSizeBetween(1, 4);
    assertThat(calls).allMatch(call -> call.json().path("chat_id").asLong() == -100);
    assertThat(calls.getLast().json().path("text").asString())
        .contains("Task " + id + ": done, 10 of 10 parts done");
  }

  @Test
  void aPolicyCanBeTried() {
    RECEIVER.on(path + "/bad", 404);

    var answer =
        admin
            .post(
                "/4/notifications/test",
                """
                {"task_callbacks":[%s,%s],"subtask_callbacks":[
                  {"type":"http","url":"http://127.0.0.1:1/none"},
                  {"type":"http","url":"http://127.0.0.1:1/off","enable":0}]}\
                """
                    .formatted(http(path, ""), http(path + "/bad", "")))
            .expect(200);

    assertThatJson(answer.body())
        .isEqualTo(
            """
            {"callbacks":[
              {"callback":"task_callbacks.0","taken":true,"http_status":200},
              {"callback":"task_callbacks.1","taken":false,"http_status":404,
               "reason":"it answered 404"},
              {"callback":"subtask_callbacks.0","taken":false,"http_status":null,
               "reason":"127.0.0.1:1 takes no connection"}]}\
            """);
    assertThat(RECEIVER.calls(path).getFirst().json().path("test").asBoolean()).isTrue();
  }

  @Test
  void onlyAdminsSeeAndChangePolicies() {
    long id = pausedCollection(policy(http(path, "")));
    var member = Member.register(SERVER, "policies", "user").client();
    String delivery = UUID.randomUUID().toString();

    member.get("/4/tasks/" + id + "/notification_policy").expect(403);
    member.put("/4/tasks/" + id + "/notification_policy", "{\"enable\":0}").expect(403);
    member.get("/4/tasks/" + id + "/notifications").expect(403);
    member.post("/4/tasks/%d/notifications/%s/replay".formatted(id, delivery), "").expect(403);
    member.post("/4/notifications/test", "{\"enable\":0}").expect(403);
    admin.delete("/4/tasks/" + id).expect(204);
  }

  static Stream<String> badPolicies() {
    String url = "\"type\":\"http\",\"url\":\"http://127.0.0.1:1/\"";
    return Stream.of(
        "{\"enable\":2}",
        "{\"task_callbacks\":{}}",
        "{\"callbacks\":[]}",
        policy("{\"type\":\"http\"}"),
        policy("{\"url\":\"http://127.0.0.1:1/\"}"),
        policy("{\"type\":\"mail\",\"url\":\"http://127.0.0.1:1/\"}"),
        policy("{\"type\":\"http\",\"url\":\"ftp://127.0.0.1/\"}"),
        policy("{\"type\":\"http\",\"url\":\"http://a b/\"}"),
        policy("{\"type\":\"http\",\"url\":\"http://user@127.0.0.1/\"}"),
        policy("{\"type\":\"http\",\"url\":\"http://127.0.0.1:1/%zz\"}"),
        policy("{%s,\"token\":\"x\"}".formatted(url)),
        policy("{%s,\"params\":{\"timeout\":0}}".formatted(url)),
        policy("{%s,\"params\":{\"content_type\":\"text/plain\"}}".formatted(url)),
        policy("{%s,\"params\":{\"headers\":{\"Host\":\"x\"}}}".formatted(url)),
        policy("{%s,\"params\":{\"headers\":{\"webhook-id\":\"x\"}}}".formatted(url)),
        policy("{%s,\"params\":{\"headers\":{\"a\\r\\nb\":\"x\"}}}".formatted(url)),
        policy("{%s,\"params\":{\"headers\":{\"a\":\"x\\r\\ny: z\"}}}".formatted(url)),
        policy("{%s,\"params\":{\"headers\":{\"a\":5}}}".formatted(url)),
        policy(
            "{%s,\"authorization\":{\"type\":\"basic\",\"login\":\"a:b\",\"password\":\"c\"}}"
                .formatted(url)),
        policy(
            "{%s,\"authorization\":{\"type\":\"digest\",\"login\":\"a\",\"password\":\"c\"}}"
                .formatted(url)),
        policy("{\"type\":\"telegram\",\"token\":\"../x\",\"chat_id\":1}"),
        policy("{\"type\":\"telegram\",\"token\":\"%s\",\"chat_id\":\"a b\"}".formatted(TOKEN)),
        policy("{\"type\":\"telegram\",\"token\":\"%s\",\"chat_id\":1.5}".formatted(TOKEN)),
        policy("{\"type\":\"telegram\",\"token\":\"%s\"}".formatted(TOKEN)),
        policy("{%s}".formatted(url), "{%s}".formatted(url)),
        "{\"subtask_callbacks\":[%s]}"
            .formatted(String.join(",", "{%s}".formatted(url).repeat(11).split("(?<=\\})"))),
        policy("{\"type\":\"http\",\"url\":\"http://192.168.0.1/\"}"),
        policy("{\"type\":\"http\",\"url\":\"http://[::ffff:10.0.0.1]/\"}"));
  }

  @ParameterizedTest
  @MethodSource("badPolicies")
  void aPolicyThatCannotBeIsRefusedAndNothingChanges(String policy) {
    long before = admin.get("/4/tasks/count").json().path("count").asLong();

    admin.post("/4/tasks/gc", body(56, policy)).expect(400);
    admin.post("/4/notifications/test", policy).expect(400);

    assertThat(admin.get("/4/tasks/count").json().path("count").asLong()).isEqualTo(before);
  }

  @Test
  void anAddressInsideIsNamedWithItsPlace() {
    var refused =
        admin
            .post(
                "/4/tasks/gc",
                body(56, policy("{\"type\":\"http\",\"url\":\"http://169.254.169.254/x?y=z\"}")))
            .expect(400, ErrorCode.ADDRESS_REFUSED);

    assertThat(refused.detail())
        .startsWith("Address in 'task_callbacks.0.url' is not called: 169.254.169.254")
        .doesNotContain("y=z");
  }

  @Test
  void aTaskWithoutPolicyTellsNobody() {
    long id = story.gcStarts(body(0x7fff, ""));
    story.awaitStatus(id, 5);

    assertThatJson(admin.get("/4/tasks/" + id + "/notification_policy").body())
        .isEqualTo("{\"enable\":1,\"task_callbacks\":[],\"subtask_callbacks\":[]}");
    assertThat(deliveries(id)).isEmpty();
    admin.get("/4/tasks/999999/notification_policy").expect(404, ErrorCode.TASK_NOT_FOUND);
    admin
        .put("/4/tasks/999999/notification_policy", "{\"enable\":0}")
        .expect(404, ErrorCode.TASK_NOT_FOUND);
    admin.put("/4/tasks/" + id + "/notification_policy", "{\"enable\":3}").expect(400);
    admin.get("/4/tasks/" + id + "/notifications?page=0").expect(400);
  }

  /** A collection of a version that so many faces have, ten a subtask. */
  private long faceCollection(int faces, String policy) {
    return story.gcStarts(body(version(faces), policy));
  }

  /** The same, which begins when it is resumed. */
  private long pausedCollection(String policy) {
    return story.gcStarts(
        body(version(5), policy).replaceFirst("\\{", "{\"description\":\"paused\","));
  }

  private static int version(int faces) {
    int version = VERSIONS.incrementAndGet();
    new DescriptorStore(SERVER.database()).ensurePartition(version);
    SERVER
        .database()
        .inTransaction(handle -> {
          handle
              .createUpdate(
                  """
                  insert into face_descriptors
                  select face_id, :version, descriptor, generation
                  from face_descriptors
                  where descriptor_version = 56
                  limit :faces
                  """)
              .bind("version", version)
              .bind("faces", faces)
              .execute();
          Counters.add(handle, Counter.FACE_DESCRIPTORS, Map.of(version, (long) faces));
        });
    return version;
  }

  private static String body(int version, String policy) {
    return """
    {"content":{"target":"face_descriptors","filters":{"descriptor_version":%d},"force":true}%s}\
    """
        .formatted(version, policy.isEmpty() ? "" : ",\"notification_policy\":" + policy);
  }

  private static String policy(String... callbacks) {
    return "{\"task_callbacks\":[%s]}".formatted(String.join(",", callbacks));
  }

  private static String http(String path, String more) {
    return "{\"type\":\"http\",\"url\":\"%s\"%s}"
        .formatted(RECEIVER.url(path), more.isEmpty() ? "" : "," + more);
  }

  private static String login(String password) {
    return "\"authorization\":{\"type\":\"basic\",\"login\":\"anna\",\"password\":\"%s\"}"
        .formatted(password);
  }

  private JsonNode deliveries(long id) {
    return admin
        .get("/4/tasks/" + id + "/notifications?page_size=100")
        .expect(200)
        .json()
        .path("notifications");
  }

  private List<String> statuses(long id) {
    return deliveries(id).valueStream().map(one -> one.path("status").asString()).toList();
  }

  private void awaitDeliveries(long id, String... statuses) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(statuses(id)).containsExactly(statuses));
  }

  private static Instant time(JsonNode delivery, String field) {
    return Instant.parse(delivery.path(field).asString());
  }

  private static String stored(long id) {
    return SERVER
        .database()
        .query(handle ->
            handle
                .select(
                    """
                    select string_agg(text, ' ')
                    from (
                      select notification_policy::text as text from tasks where task_id = :id
                      union all
                      select task_callback::text from notification_receivers where task_id = :id
                    ) as all_of_it
                    """)
                .bind("id", id)
                .mapTo(String.class)
                .one());
  }

  /** As a receiver checks it that has the key and the rules of Standard Webhooks. */
  private static void assertSigned(CallbackReceiver.Received call) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Vault.open(KEYS).webhookKeys().getFirst(), "HmacSHA256"));
    String signed =
        "%s.%s.%s"
            .formatted(call.header("webhook-id"), call.header("webhook-timestamp"), call.body());
    assertThat(call.header("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    assertThat(Long.parseLong(call.header("webhook-timestamp")))
        .isCloseTo(Instant.now().getEpochSecond(), Offset.offset(120L));
    assertThat(Json.MAPPER.readTree(call.body()).isObject()).isTrue();
  }
}
