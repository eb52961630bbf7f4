package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountsResourceTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private final Client admin = SERVER.admin();

  @Test
  void anAccountIsRegisteredReadChangedAndRemoved() {
    var registered =
        admin.post(
            "/4/accounts",
            """
            {"login":"horns@hooves.com","password":"secret","description":"Horns and Hooves",
             "account_type":"user"}\
            """);
    assertThat(registered.status()).isEqualTo(201);
    String id = registered.json().path("account_id").asString();
    String path = "/4/accounts/" + id;
    assertThat(registered.header("Location")).isEqualTo(path);

    var read = admin.get(path);
    assertThat(read.status()).isEqualTo(200);
    assertThatJson(read.body())
        .isEqualTo(
            """
            {"info":{"account_id":"%s","account_type":"user","login":"horns@hooves.com",
              "description":"Horns and Hooves","email":"horns@hooves.com",
              "organization_name":"Horns and Hooves","create_time":"${json-unit.any-string}",
              "last_update_time":"${json-unit.any-string}"},
             "stats":{"list_count":0,"face_count":0,"face_attribute_count":0}}\
            """
                .formatted(id));
    assertThat(read.json().at("/info/create_time").asString())
        .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");

    assertThat(
            admin
                .patch(path, "{\"description\":\"New\",\"account_type\":\"advanced_user\"}")
                .status())
        .isEqualTo(204);
    var changed = admin.get(path).json().path("info");
    assertThat(changed.path("description").asString()).isEqualTo("New");
    assertThat(changed.path("account_type").asString()).isEqualTo("advanced_user");
    assertThat(changed.path("login").asString()).isEqualTo("horns@hooves.com");

    assertThat(admin.delete(path).status()).isEqualTo(204);
    assertThat(admin.get(path).errorCode()).isEqualTo(15012);
    assertThat(admin.delete(path).errorCode()).isEqualTo(15012);
    assertThat(admin.patch(path, "{\"description\":\"x\"}").errorCode()).isEqualTo(15012);
  }

  @Test
  void defaultsAreThoseOfTheContract() {
    var id = register("{\"login\":\"plain@example.com\",\"password\":\"secret\"}");

    var info = admin.get("/4/accounts/" + id).json().path("info");

    assertThat(info.path("account_type").asString()).isEqualTo("advanced_user");
    assertThat(info.path("description").asString()).isEmpty();
  }

  @Test
  void theOldBodyIsStillTaken() {
    var id = register("{\"email\":\"old@example.com\",\"organization_name\":\"Old Ltd\"}");
    assertThat(admin.patch("/4/accounts/" + id, "{\"account_type\":\"admin\"}").status())
        .isEqualTo(204);

    var info = admin.get("/4/accounts/" + id).json().path("info");

    assertThat(info.path("login").asString()).isEqualTo("old@example.com");
    assertThat(info.path("description").asString()).isEqualTo("Old Ltd");
    assertThat(SERVER.client().as("old@example.com", "old@example.com").get("/4/login").status())
        .isEqualTo(200);
  }

  @Test
  void oldAndNewFieldsDoNotMix() {
    assertThat(
            admin
                .post(
                    "/4/accounts",
                    "{\"email\":\"a@example.com\",\"login\":\"b@example.com\",\"password\":\"xyz\"}")
                .errorCode())
        .isEqualTo(12022);
    assertThat(
            admin
                .post("/4/accounts", "{\"organization_name\":\"x\",\"password\":\"xyz\"}")
                .errorCode())
        .isEqualTo(12022);
  }

  @Test
  void everyFieldIsHeldToItsForm() {
    String[] refused = {
      "{\"login\":\"A@example.com\",\"password\":\"secret\"}",
      "{\"login\":\"a@example\",\"password\":\"secret\"}",
      "{\"login\":\"a@example.com\\n\",\"password\":\"secret\"}",
      "{\"login\":\"a b@example.com\",\"password\":\"secret\"}",
      "{\"login\":\"a@b..example.com\",\"password\":\"secret\"}",
      "{\"login\":\"a@%scc\",\"password\":\"secret\"}".formatted("a.".repeat(50_000)),
      "{\"login\":\"root@visionlabs.ai\",\"password\":\"secret\",\"account_type\":1.0}",
      "{\"login\":\"%s@example.com\",\"password\":\"secret\"}".formatted("a".repeat(128)),
      "{\"login\":\"a@example.com\",\"password\":\"ab\"}",
      "{\"login\":\"a@example.com\",\"password\":\"%s\"}".formatted("a".repeat(129)),
      "{\"login\":\"a@example.com\",\"password\":1234}",
      "{\"login\":\"a@example.com\"}",
      "{\"login\":\"a@example.com\",\"password\":\"secret\",\"account_type\":\"root\"}",
      "{\"login\":\"a@example.com\",\"password\":\"secret\",\"description\":\"%s\"}"
          .formatted("a".repeat(129)),
      "{\"login\":\"a@example.com\",\"password\":\"secret\",\"description\":null}",
      "{\"login\":\"a@example.com\",\"password\":\"secret\",\"extra\":1}",
      "\"text\"",
      "null"
    };
    long before = count();
    for (String body : refused) {
      var answer = admin.post("/4/accounts", body);

      assertThat(answer.errorCode()).as(body).isEqualTo(12022);
      assertThat(answer.body()).doesNotContain("\"secret\"");
    }
    assertThat(count()).isEqualTo(before);
  }

  @Test
  void subdomainsAndSignsInLoginsAreAccepted() {
    register("{\"login\":\"o'neil+x.y-z_1@mail.b.example.com\",\"password\":\"secret\"}");
  }

  @Test
  void anIdOrLoginThatIsTakenIsAConflict() {
    var id = UUID.randomUUID();
    String body = "{\"login\":\"first@example.com\",\"password\":\"secret\"}";
    var registered = admin.put("/4/accounts/" + id, body);
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.json().path("account_id").asString()).isEqualTo(id.toString());

    var sameId = admin.put("/4/accounts/" + id, body.replace("first@", "second@"));
    assertThat(sameId.status()).isEqualTo(409);
    assertThat(sameId.errorCode()).isEqualTo(41002);
    var sameLogin = admin.post("/4/accounts", body);
    assertThat(sameLogin.status()).isEqualTo(409);
    assertThat(sameLogin.errorCode()).isEqualTo(41001);
    assertThat(sameLogin.detail()).contains("first@example.com");
    assertThat(admin.patch("/4/accounts/" + id, "{\"login\":\"root@visionlabs.ai\"}").errorCode())
        .isEqualTo(41001);
  }

  @Test
  void ofManyRegistrationsOfOneLoginOneSucceeds() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Client.Answer>>();
      for (int i = 0; i < 8; i++) {
        answers.add(
            threads.submit(() ->
                admin.post(
                    "/4/accounts", "{\"login\":\"race@example.com\",\"password\":\"secret\"}")));
      }
      int created = 0;
      for (var answer : answers) {
        int status = answer.get().status();
        assertThat(status).isIn(201, 409);
        created += status == 201 ? 1 : 0;
      }
      assertThat(created).isEqualTo(1);
    }
  }

  @Test
  void pagesAndTheirCountFollowTheFilter() {
    try (var other = new TestServer().start()) {
      var client = other.admin();
      for (int i = 0; i < 12; i++) {
        assertThat(
                client
                    .post(
                        "/4/accounts",
                        "{\"login\":\"user%d@example.com\",\"password\":\"secret\"}".formatted(i))
                    .status())
            .isEqualTo(201);
      }
      var first = client.get("/4/accounts").json();
      assertThat(first.path("accounts").size()).isEqualTo(10);
      assertThat(first.path("account_count").asLong()).isEqualTo(13);
      assertThat(first.at("/accounts/0/login").asString()).isEqualTo("user11@example.com");
      assertThat(client.get("/4/accounts?page=2").json().path("accounts").size()).isEqualTo(3);
      assertThat(client.get("/4/accounts?page=3").json().path("accounts").size()).isZero();
      assertThat(
              client
                  .get("/4/accounts?page=9223372036854775807&page_size=1000")
                  .json()
                  .path("accounts")
                  .size())
          .isZero();

      String time = first.at("/accounts/3/create_time").asString();
      var since = client.get("/4/accounts?create_time__gte=" + time).json();
      var before = client.get("/4/accounts?create_time__lt=" + time).json();
      assertThat(since.path("account_count").asLong() + before.path("account_count").asLong())
          .isEqualTo(13);
      assertThat(since.path("accounts").size()).isEqualTo(since.path("account_count").asInt());
    }
  }

  @Test
  void theLastAdminStaysOneHoweverManyTryAtOnce() throws Exception {
    try (var other = new TestServer().start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var root = other.admin();
      String rootId = root.get("/4/accounts").json().at("/accounts/0/account_id").asString();
      assertThat(root.delete("/4/accounts/" + rootId).errorCode()).isEqualTo(90001);
      assertThat(root.patch("/4/accounts/" + rootId, "{\"account_type\":\"user\"}").errorCode())
          .isEqualTo(90001);

      var second = UUID.randomUUID();
      root.put(
          "/4/accounts/" + second,
          "{\"login\":\"b@example.com\",\"password\":\"secret\",\"account_type\":\"admin\"}");
      var answers = new ArrayList<Future<Client.Answer>>();
      answers.add(threads.submit(() -> root.delete("/4/accounts/" + second)));
      answers.add(
          threads.submit(
              () -> other.client().as("b@example.com", "secret").delete("/4/accounts/" + rootId)));
      int removed = 0;
      for (var answer : answers) {
        removed += answer.get().status() == 204 ? 1 : 0;
      }
      assertThat(removed).isEqualTo(1);
    }
  }

  @Test
  void statsCountTheAccountsOwnData() {
    admin.put(
        "/4/accounts/" + TestData.ACCOUNT,
        "{\"login\":\"data@example.com\",\"password\":\"secret\"}");
    TestData.faces(SERVER.database(), 7, 59);

    assertThatJson(admin.get("/4/accounts/" + TestData.ACCOUNT).body())
        .node("stats")
        .isEqualTo("{\"list_count\":1,\"face_count\":7,\"face_attribute_count\":7}");

    // Its data stays when the account goes.
    assertThat(admin.delete("/4/accounts/" + TestData.ACCOUNT).status()).isEqualTo(204);
    assertThat(admin.get("/4/lists/" + TestData.LIST).json().path("face_count").asInt())
        .isEqualTo(7);
  }

  @Test
  void ofManyChangesToOneLoginOneSucceeds() throws Exception {
    var ids = new ArrayList<UUID>();
    for (int i = 0; i < 6; i++) {
      ids.add(
          register("{\"login\":\"before%d@example.com\",\"password\":\"secret\"}".formatted(i)));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Client.Answer>>();
      for (var id : ids) {
        answers.add(
            threads.submit(
                () -> admin.patch("/4/accounts/" + id, "{\"login\":\"same@example.com\"}")));
      }
      int changed = 0;
      for (var answer : answers) {
        assertThat(answer.get().status()).isIn(204, 409);
        changed += answer.get().status() == 204 ? 1 : 0;
      }
      assertThat(changed).isEqualTo(1);
    }
  }

  @Test
  void adminsWhoDemoteEachOtherDoNotWaitInARing() throws Exception {
    try (var other = new TestServer().start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ids = new ArrayList<String>();
      ids.add(other.admin().get("/4/accounts").json().at("/accounts/0/account_id").asString());
      for (int i = 0; i < 4; i++) {
        var id = UUID.randomUUID().toString();
        ids.add(id);
        other
            .admin()
            .put(
                "/4/accounts/" + id,
                "{\"login\":\"a%d@example.com\",\"password\":\"secret\",\"account_type\":\"admin\"}"
                    .formatted(i));
      }
      var answers = new ArrayList<Future<Client.Answer>>();
      for (String id : ids) {
        answers.add(
            threads.submit(
                () -> other.admin().patch("/4/accounts/" + id, "{\"account_type\":\"user\"}")));
      }
      for (var answer : answers) {
        // Refused as the last one, or since the one who asks was demoted meanwhile.
        assertThat(answer.get().status()).isIn(204, 409, 403);
      }
      long admins =
          other
              .database()
              .query(handle ->
                  handle
                      .select("select count(*) from accounts where account_type = 'admin'")
                      .mapTo(Long.class)
                      .one());
      assertThat(admins).isPositive();
    }
  }

  @Test
  void theWellKnownPasswordDoesNotComeBackByAnotherWay() {
    try (var other = new TestServer().start()) {
      var root = other.admin();
      String id = root.get("/4/accounts").json().at("/accounts/0/account_id").asString();
      assertThat(root.patch("/4/accounts/" + id, "{\"login\":\"boss@example.com\"}").status())
          .isEqualTo(204);
      var boss = other.client().as("boss@example.com", "root");

      assertThat(
              boss.post("/4/accounts", "{\"login\":\"root@visionlabs.ai\",\"password\":\"root\"}")
                  .errorCode())
          .isEqualTo(90005);
      assertThat(boss.patch("/4/accounts/" + id, "{\"login\":\"root@visionlabs.ai\"}").errorCode())
          .isEqualTo(90005);
    }
  }

  private long count() {
    return admin.get("/4/accounts").json().path("account_count").asLong();
  }

  private UUID register(String body) {
    var answer = admin.post("/4/accounts", body);
    assertThat(answer.status()).isEqualTo(201);
    return UUID.fromString(answer.json().path("account_id").asString());
  }
}
