package dev.luna.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Walks the platform's operations: what belongs to an account is there for nobody else. */
class IsolationTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private static final Specification SPECIFICATION = Specification.load();
  private static final String ACTING = "Luna-Account-Id";

  /** Ways to get at alice's objects. A new operation has to be added here. */
  private static final Map<String, List<Attempt>> ATTEMPTS = attempts();

  private static Member alice;
  private static Member bob;
  private static Member advanced;

  /** Has no objects at all. */
  private static Member nobody;

  private static Member admin;
  private static final Map<UUID, String> OWN_LISTS = new HashMap<>();

  @BeforeAll
  static void register() {
    alice = Member.register(SERVER, "alice", "user");
    bob = Member.register(SERVER, "bob", "user");
    nobody = Member.register(SERVER, "nobody", "user");
    advanced = Member.register(SERVER, "advanced", "advanced_user");
    admin = Member.register(SERVER, "admin", "admin");
    for (var member : List.of(bob, advanced, admin)) {
      OWN_LISTS.put(member.id(), create(member, "/6/lists", "{\"user_data\":\"own\"}"));
    }
  }

  static Stream<String> operations() {
    return SPECIFICATION.operations().keySet().stream()
        .filter(name -> name.contains(":/6/"))
        .sorted();
  }

  static Stream<String> readings() {
    return operations().filter(IsolationTest::isReading);
  }

  static Stream<String> changes() {
    return operations().filter(name -> !isReading(name));
  }

  @Test
  void everyOperationOfThePlatformIsTriedHere() {
    assertThat(ATTEMPTS.keySet()).containsExactlyInAnyOrderElementsOf(operations().toList());
    ATTEMPTS.forEach((name, attempts) -> {
      if (hasAccountFilter(name)) {
        assertThat(attempts).as(name).anyMatch(it -> it.query().contains("account_id={alice}"));
      }
    });
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anotherUserNeitherReadsNorChangesIt(String name) {
    var world = World.create();
    var before = world.snapshot();
    var stranger = stranger(name);
    var acting = admin.client().with(ACTING, stranger.id().toString());

    for (var attempt : attempts(name)) {
      attempt.outcome().check(stranger, send(stranger.client(), name, attempt, world, stranger));
      attempt.outcome().check(stranger, send(acting, name, attempt, world, stranger));
    }

    assertThat(world.snapshot()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void onlyAdminsActForAnother(String name) {
    var world = World.create();
    var before = world.snapshot();
    for (var attempt : attempts(name)) {
      for (var member : List.of(stranger(name), advanced)) {
        var client = member.client();
        var refused = send(client.with(ACTING, alice.id().toString()), name, attempt, world, bob);
        assertThat(refused.expect(403, ErrorCode.ACTING_FORBIDDEN).detail()).contains("user");
        send(client.with(ACTING, UUID.randomUUID().toString()), name, attempt, world, bob)
            .expect(403, ErrorCode.ACTING_FORBIDDEN);
        var malformed = send(client.with(ACTING, "root"), name, attempt, world, bob);
        assertThat(malformed.expect(400, ErrorCode.BAD_INPUT).detail()).contains(ACTING);
      }
      var own = stranger(name);
      attempt
          .outcome()
          .check(
              own, send(own.client().with(ACTING, own.id().toString()), name, attempt, world, own));
    }
    assertThat(world.snapshot()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("readings")
  void anAdvancedUserAndAnAdminReadIt(String name) {
    var world = World.create();
    for (var attempt : attempts(name)) {
      var seen = send(alice.client(), name, attempt, world, alice).expect(200);
      for (var reader : List.of(advanced, admin)) {
        var answer = send(reader.client(), name, attempt, world, reader).expect(200);

        if (!name.contains("{") && attempt.query().isEmpty()) {
          assertHolds(answer.json(), seen.json());
        } else {
          assertThat(answer.bytes()).isEqualTo(seen.bytes());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("readings")
  void theHeadOfWhatIsNotThereIsNotThere(String name) {
    var world = World.create();
    for (var attempt : attempts(name)) {
      String path = world.filled(path(name) + attempt.query(), alice);

      assertThat(nobody.client().head(path).status()).isEqualTo(nobody.client().get(path).status());
      assertThat(alice.client().head(path).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anAdvancedUserAndAnAdminChangeNothingOfIt(String name) {
    var world = World.create();
    var before = world.snapshot();
    for (var attempt : attempts(name)) {
      for (var member : List.of(advanced, admin)) {
        attempt.outcome().check(member, send(member.client(), name, attempt, world, member));
      }
    }
    assertThat(world.snapshot()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anAdminActsForAnother(String name) {
    var acting = admin.client().with(ACTING, alice.id().toString());
    for (var attempt : attempts(name)) {
      var world = World.create();
      if (isReading(name)) {
        var seen = send(alice.client(), name, attempt, world, alice).expect(200);
        assertThat(send(acting, name, attempt, world, alice).bytes()).isEqualTo(seen.bytes());
        continue;
      }
      var answer = send(acting, name, attempt, world, alice).expect(attempt.ownStatus());
      if (answer.status() == 201) {
        Outcome.OWN.check(alice, answer);
      } else if (answer.status() < 300) {
        assertThat(world.isChanged()).as(name + attempt).isTrue();
      }
    }
  }

  @Test
  void anAdminActingForAnotherSeesThatOneOnly() {
    var world = World.create();
    var acting = admin.client().with(ACTING, bob.id().toString());

    acting.get("/6/faces/" + world.ids().get("{face}")).expect(404, ErrorCode.FACE_NOT_FOUND);
    acting.get("/6/faces?account_id=" + alice.id()).expect(404, ErrorCode.ACCOUNT_NOT_FOUND);
    assertThat(acting.get("/6/faces").expect(200).body()).doesNotContain(alice.id().toString());
  }

  /** How a request for another's objects ends. */
  private sealed interface Outcome {
    /** Another's objects are not found, by this error. */
    record Refused(ErrorCode code) implements Outcome {}

    /** A filter finds and removes nothing. */
    record Nothing() implements Outcome {}

    /** Something of the caller's own is made. */
    record Own() implements Outcome {}

    Outcome NOTHING = new Nothing();
    Outcome OWN = new Own();

    default void check(Member caller, Client.Answer answer) {
      switch (this) {
        case Refused(ErrorCode code) -> answer.expect(code.status(), code);
        case Nothing() ->
            assertThat(answer.expect(200).body())
                .matches(
                    """
                    \\{"(lists|faces|events)":\\[]}|\\{"count":0}\
                    |\\{"removed_count":0,"complete":true}|\\{"complete":true,"removed_count":0}\
                    """);
        case Own() -> {
          String location = answer.expect(201).header("Location");
          String path =
              location.isEmpty()
                  ? "/6/events/" + answer.json().at("/event_ids/0").asString()
                  : location;
          var made = caller.client().get(path).expect(200);
          if (made.header("Content-Type").equals("application/json")) {
            assertThat(made.json().path("account_id").asString()).isEqualTo(caller.id().toString());
          }
          var other = caller.equals(bob) ? alice : bob;
          other.client().get(path).expect(404);
        }
      }
    }
  }

  /**
   * A request.
   *
   * @param query behind the path
   * @param body empty for none; the name of a picture where it has no brace
   * @param outcome for everyone but the owner
   * @param ownStatus for the owner
   */
  private record Attempt(String query, String body, Outcome outcome, int ownStatus) {}

  private static List<Attempt> attempts(String name) {
    return ATTEMPTS.getOrDefault(name, List.of());
  }

  private static Map<String, List<Attempt>> attempts() {
    var attempts = new HashMap<String, List<Attempt>>();
    for (String name : List.of("GET:/6/lists", "GET:/6/lists/count")) {
      attempts.put(
          name,
          List.of(
              found("", Outcome.NOTHING),
              found("?account_id={alice}", refused(ErrorCode.ACCOUNT_NOT_FOUND))));
    }
    attempts.put(
        "POST:/6/lists",
        List.of(
            new Attempt("", "{\"user_data\":\"x\"}", Outcome.OWN, 201),
            new Attempt("", "{\"list_id\":\"{list}\"}", refused(ErrorCode.LIST_EXISTS), 409)));
    one(attempts, "/6/lists/{list_id}", "{\"user_data\":\"x\"}", ErrorCode.LIST_NOT_FOUND);
    attempts.put(
        "DELETE:/6/lists/{list_id}",
        List.of(
            new Attempt("", "", refused(ErrorCode.LIST_NOT_FOUND), 204),
            new Attempt("?with_faces=1", "", refused(ErrorCode.LIST_NOT_FOUND), 204)));
    attempts.put(
        "PATCH:/6/linker",
        List.of(
            new Attempt("", link("{list}", "detach"), refused(ErrorCode.LISTS_NOT_FOUND), 204),
            new Attempt("", link("{empty}", "attach"), refused(ErrorCode.LISTS_NOT_FOUND), 204),
            new Attempt("", link("{own}", "attach"), refused(ErrorCode.FACES_NOT_FOUND), 204)));

    var faceFilters =
        List.of("list_id={list}", "face_ids={face}", "user_data={word}", "external_ids={word}");
    collection(attempts, "/6/faces", faceFilters);
    attempts.put(
        "POST:/6/faces",
        List.of(
            new Attempt("", "{\"user_data\":\"x\"}", Outcome.OWN, 201),
            new Attempt("", "{\"lists\":[\"{list}\"]}", refused(ErrorCode.LISTS_NOT_FOUND), 201),
            new Attempt(
                "",
                "{\"attributes\":{\"samples\":[\"{face_sample}\"]}}",
                refused(ErrorCode.BAD_INPUT),
                201)));
    String face = "/6/faces/{face_id}";
    one(attempts, face, "{\"user_data\":\"x\"}", ErrorCode.FACE_NOT_FOUND);
    attempts.put(
        "PUT:" + face,
        List.of(new Attempt("", "{\"user_data\":\"x\"}", refused(ErrorCode.FACE_EXISTS), 204)));
    String attributes = face + "/attributes";
    one(attempts, attributes, "", ErrorCode.FACE_NOT_FOUND);
    attempts.put(
        "GET:" + attributes,
        List.of(
            found("", refused(ErrorCode.FACE_NOT_FOUND)),
            found("?with_descriptors=1", refused(ErrorCode.FACE_NOT_FOUND))));
    attempts.put(
        "PUT:" + attributes,
        List.of(new Attempt("", "{\"age\":99}", refused(ErrorCode.FACE_NOT_FOUND), 204)));

    images(attempts, "/6/samples/faces", "face");
    images(attempts, "/6/samples/bodies", "body");
    images(attempts, "/6/images", "face");

    var eventFilters =
        List.of(
            "event_ids={event}",
            "handler_ids={event}",
            "stream_ids={event}",
            "face_ids={face}",
            "sources={word}",
            "tags={word}",
            "external_ids={word}",
            "user_data={word}");
    collection(attempts, "/6/events", eventFilters);
    attempts.put(
        "POST:/6/events",
        List.of(
            new Attempt("", "{\"source\":\"x\"}", Outcome.OWN, 201),
            new Attempt("", "{\"event_id\":\"{event}\"}", refused(ErrorCode.EVENT_EXISTS), 409),
            using("face_samples", "[\"{face_sample}\"]"),
            using("body_samples", "[\"{body_sample}\"]"),
            using("image_origin", "\"{image}\""),
            using("image_origin", "\"/6/images/{image}\"")));
    one(attempts, "/6/events/{event_id}", "", ErrorCode.EVENT_NOT_FOUND);
    return Map.copyOf(attempts);
  }

  private static void collection(
      Map<String, List<Attempt>> attempts, String path, List<String> filters) {
    var filtered = new ArrayList<Attempt>();
    filtered.add(found("?account_id={alice}", refused(ErrorCode.ACCOUNT_NOT_FOUND)));
    filters.forEach(filter -> filtered.add(found("?" + filter, Outcome.NOTHING)));
    attempts.put("DELETE:" + path, List.copyOf(filtered));
    filtered.add(found("", Outcome.NOTHING));
    attempts.put("GET:" + path, List.copyOf(filtered));
    attempts.put("GET:" + path + "/count", List.copyOf(filtered));
  }

  /** An object's own operations; a change only where there is a body for it. */
  private static void one(
      Map<String, List<Attempt>> attempts, String path, String change, ErrorCode code) {
    attempts.put("GET:" + path, List.of(found("", refused(code))));
    attempts.put("DELETE:" + path, List.of(new Attempt("", "", refused(code), 204)));
    if (!change.isEmpty()) {
      attempts.put("PATCH:" + path, List.of(new Attempt("", change, refused(code), 204)));
    }
  }

  private static void images(Map<String, List<Attempt>> attempts, String path, String picture) {
    attempts.put("POST:" + path, List.of(new Attempt("", picture, Outcome.OWN, 201)));
    one(attempts, path + "/{image_id}", "", ErrorCode.IMAGE_NOT_FOUND);
  }

  private static Attempt found(String query, Outcome outcome) {
    return new Attempt(query, "", outcome, 200);
  }

  private static Attempt using(String field, String value) {
    return new Attempt(
        "", "{\"%s\":%s}".formatted(field, value), refused(ErrorCode.BAD_INPUT), 201);
  }

  private static String link(String list, String action) {
    return "{\"list_id\":\"%s\",\"face_ids\":[\"{face}\"],\"action\":\"%s\"}"
        .formatted(list, action);
  }

  private static Outcome refused(ErrorCode code) {
    return new Outcome.Refused(code);
  }

  /** Objects of alice, with words that nothing else has; {@code ids} by the name in attempts. */
  private record World(Map<String, String> ids, String before) {
    static World create() {
      var ids = new HashMap<String, String>();
      String word = UUID.randomUUID().toString();
      ids.put("{word}", word);
      ids.put("{alice}", alice.id().toString());
      ids.put("{list}", IsolationTest.create(alice, "/6/lists", "{\"user_data\":\"a\"}"));
      ids.put("{empty}", IsolationTest.create(alice, "/6/lists", "{\"user_data\":\"b\"}"));
      ids.put("{face_sample}", upload("/6/samples/faces", TestPictures.FACE));
      ids.put("{body_sample}", upload("/6/samples/bodies", TestPictures.BODY));
      ids.put("{image}", upload("/6/images", TestPictures.FACE));
      String face =
          """
          {"user_data":"%1$s","external_id":"%1$s","lists":["%2$s"],
           "attributes":{"age":30,"samples":["%3$s"],
             "descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}}\
          """
              .formatted(word, ids.get("{list}"), ids.get("{face_sample}"));
      ids.put("{face}", IsolationTest.create(alice, "/6/faces", face));
      String event =
          """
          {"event_id":"%1$s","handler_id":"%1$s","stream_id":"%1$s","face_id":"%2$s",
           "source":"%3$s","tags":["%3$s"],"external_id":"%3$s","user_data":"%3$s",
           "face_descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}\
          """
              .formatted(UUID.randomUUID(), ids.get("{face}"), word);
      var created = alice.client().post("/6/events", event).expect(201).json();
      ids.put("{event}", created.at("/event_ids/0").asString());
      var world = new World(Map.copyOf(ids), "");
      return new World(world.ids(), world.snapshot());
    }

    /** All that alice can read. */
    String snapshot() {
      var text = new StringBuilder();
      for (String path :
          List.of(
              "/6/lists?page_size=1000",
              "/6/lists/count",
              "/6/faces?page_size=1000",
              "/6/faces/count",
              "/6/faces/{face}/attributes?with_descriptors=1",
              "/6/events?page_size=1000",
              "/6/events/count",
              "/6/events/{event}?with_descriptors=1",
              "/6/samples/faces/{face_sample}",
              "/6/samples/bodies/{body_sample}",
              "/6/images/{image}")) {
        var answer = alice.client().get(filled(path, alice));
        text.append(answer.status()).append(' ').append(answer.body()).append('\n');
      }
      return text.toString();
    }

    boolean isChanged() {
      return !snapshot().equals(before);
    }

    /**
     * @param caller has lists, of which one is its own list in attempts
     */
    String filled(String text, Member caller) {
      String filled =
          text.replace("{own}", OWN_LISTS.getOrDefault(caller.id(), ids.get("{empty}")));
      for (var id : ids.entrySet()) {
        filled = filled.replace(id.getKey(), id.getValue());
      }
      return filled
          .replace("{list_id}", ids.get("{list}"))
          .replace("{face_id}", ids.get("{face}"))
          .replace("{event_id}", ids.get("{event}"))
          .replace("/samples/faces/{image_id}", "/samples/faces/" + ids.get("{face_sample}"))
          .replace("/samples/bodies/{image_id}", "/samples/bodies/" + ids.get("{body_sample}"))
          .replace("{image_id}", ids.get("{image}"));
    }
  }

  private static Client.Answer send(
      Client client, String name, Attempt attempt, World world, Member caller) {
    String path = world.filled(path(name) + attempt.query(), caller);
    String body = world.filled(attempt.body(), caller);
    if (body.equals("face") || body.equals("body")) {
      byte[] picture = body.equals("face") ? TestPictures.FACE : TestPictures.BODY;
      return client.upload(path, "image/jpeg", picture);
    }
    String method = name.substring(0, name.indexOf(':'));
    return client.send(method, path, body.isEmpty() ? "" : "application/json", body);
  }

  /** What is looked at without filters holds what the owner sees. */
  private static void assertHolds(JsonNode all, JsonNode seen) {
    if (seen.has("count")) {
      assertThat(all.path("count").asLong()).isGreaterThanOrEqualTo(seen.path("count").asLong());
    } else {
      assertThat(all.iterator().next().valueStream().toList())
          .contains(seen.iterator().next().get(0));
    }
  }

  /** For those who read or remove by filters nothing is to be found, not even of their own. */
  private static Member stranger(String name) {
    return name.startsWith("GET:") || name.startsWith("DELETE:") ? nobody : bob;
  }

  private static String create(Member owner, String path, String body) {
    String location = owner.client().post(path, body).expect(201).header("Location");
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private static String upload(String path, byte[] jpeg) {
    String location =
        alice.client().upload(path, "image/jpeg", jpeg).expect(201).header("Location");
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private static boolean isReading(String name) {
    return name.startsWith("GET:");
  }

  private static String path(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private static boolean hasAccountFilter(String name) {
    return SPECIFICATION
        .document()
        .path("paths")
        .path(path(name))
        .path(name.substring(0, name.indexOf(':')).toLowerCase(Locale.ROOT))
        .path("parameters")
        .valueStream()
        .anyMatch(parameter -> parameter.path("$ref").asString("").endsWith("/AccountId"));
  }
}
