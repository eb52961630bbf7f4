package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class AuditResourceTest {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  private static final String ID = "557d54ec-29ad-4f3c-93b4-c9092ef12515";
  private static final String ACCOUNT = "/4/accounts/" + ID;

  private Client admin;

  @BeforeEach
  void start() {
    admin = SERVER.admin();
    execute("truncate audit_log");
  }

  @AfterEach
  void close() {
    TestData.clear(SERVER.database());
  }

  @Test
  void anAccountsLifeIsWrittenDownWithoutItsPasswords() {
    register();
    admin
        .with("Luna-Request-Id", "1536751345," + ID)
        .with("X-Forwarded-For", "10.1.2.3, 10.0.0.1")
        .patch(ACCOUNT, "{\"description\":\"night shift\",\"password\":\"second secret\"}")
        .expect(204);
    admin.delete(ACCOUNT).expect(204);

    var entries = entries("?object_id=" + ID);

    assertThat(operations(entries))
        .containsExactly("removeAccount", "changeAccount", "registerAccountWithId");
    var change = entries.get(1);
    assertThat(change.path("login").asString()).isEqualTo("root@visionlabs.ai");
    assertThat(change.path("address").asString()).isEqualTo("127.0.0.1");
    assertThat(change.path("forwarded_for").asString()).isEqualTo("10.1.2.3, 10.0.0.1");
    assertThat(change.path("request_id").asString()).isEqualTo("1536751345," + ID);
    assertThat(change.path("method").asString()).isEqualTo("PATCH");
    assertThat(change.path("path").asString()).isEqualTo(ACCOUNT);
    assertThat(change.path("status").asInt()).isEqualTo(204);
    assertThat(change.at("/before/description").asString()).isEqualTo("day shift");
    assertThat(change.at("/after/description").asString()).isEqualTo("night shift");
    assertThat(change.at("/after/password").asString()).isEqualTo("********");
    assertThat(entries.get(2).path("before").isNull()).isTrue();
    assertThat(entries.getFirst().path("after").isNull()).isTrue();
    assertThat(everything()).doesNotContain("first secret", "second secret", "argon2");
  }

  @Test
  void whatIsRefusedOrRepeatedOrOnlyPlannedIsNoChange() {
    var once = admin.with("Idempotency-Key", "k1");
    String body = "{\"login\":\"a@example.com\",\"password\":\"first secret\"}";
    once.post("/4/accounts", body).expect(201);
    once.post("/4/accounts", body).expect(201);
    admin.put(ACCOUNT, body).expect(409, ErrorCode.LOGIN_EXISTS);
    admin.patch(ACCOUNT, "{\"description\":\"x\"}").expect(404, ErrorCode.ACCOUNT_NOT_FOUND);
    admin.post("/4/tasks/gc?plan=1", gc()).expect(200);
    admin.get("/4/accounts").expect(200);

    assertThat(operations(entries(""))).containsExactly("registerAccount");
  }

  @Test
  void aChangeThatCannotBeWrittenDownIsNotMade() {
    register();
    execute(
        """
        create function broken() returns trigger language plpgsql as $$
        begin
          raise 'the disk of the audit log is full';
        end
        $$
        """);
    execute(
        "create trigger broken before insert on audit_log for each row execute function broken()");
    try {
      admin.patch(ACCOUNT, "{\"description\":\"other\"}").expect(500, ErrorCode.UNKNOWN);
      admin.put("/4/holds/" + ID, hold()).expect(500, ErrorCode.UNKNOWN);
      admin.post("/4/tasks/gc", gc()).expect(500, ErrorCode.UNKNOWN);
      admin.post("/6/lists", "{\"user_data\":\"staff\"}").expect(500, ErrorCode.UNKNOWN);
      // A removal in portions comes first, and what is lost is counted.
      admin.delete("/6/faces?user_data=nobody").expect(200);
    } finally {
      execute("drop function broken cascade");
    }

    assertThat(admin.get(ACCOUNT).json().at("/info/description").asString()).isEqualTo("day shift");
    admin.get("/4/holds/" + ID).expect(404, ErrorCode.HOLD_NOT_FOUND);
    assertThat(admin.get("/4/tasks/count").json().path("count").asInt()).isZero();
    assertThat(admin.get("/6/lists/count").json().path("count").asInt()).isZero();
    assertThat(admin.get("/metrics").body()).containsPattern("audit_entries_lost_total [1-9]");
  }

  @Test
  void holdsDefaultVersionsAndTasksAreWrittenDownWithWhatTheyWere() {
    admin.put("/4/holds/" + ID, hold()).expect(201);
    admin.put("/4/holds/" + ID, hold().replace("case 7", "case 8")).expect(204);
    admin.delete("/4/holds/" + ID).expect(204);
    admin
        .put(
            "/4/descriptors/default",
            "{\"kind\":\"face_descriptor\",\"version\":62,\"coverage\":0}")
        .expect(204);
    String task = admin.post("/4/tasks/gc", gc()).expect(202).json().path("task_id").asString();
    admin.delete("/4/tasks/" + task).expect(204);

    var entries = entries("");

    assertThat(operations(entries))
        .containsExactly(
            "deleteTask",
            "createGcTask",
            "setDefaultDescriptor",
            "deleteHold",
            "putHold",
            "putHold");
    assertThat(entries.get(0).at("/before/task_type").asInt()).isEqualTo(4);
    assertThat(entries.get(1).path("object_id").asString()).isEqualTo(task);
    assertThatJson(entries.get(1).at("/after/content").toString())
        .inPath("filters")
        .isEqualTo("{\"descriptor_version\":56}");
    assertThat(entries.get(1).path("after").has("notification_policy")).isFalse();
    assertThat(entries.get(2).at("/before/version").asInt()).isEqualTo(59);
    assertThat(entries.get(2).at("/after/version").asInt()).isEqualTo(62);
    assertThat(entries.get(4).at("/before/reason").asString()).isEqualTo("case 7");
    assertThat(entries.get(4).at("/after/reason").asString()).isEqualTo("case 8");
  }

  @Test
  void thePanelAndSessionsAreWrittenDownWithoutTokens() {
    var cookie =
        admin.post("/4/login", "").expect(204).header("Set-Cookie").replaceFirst(";.*", "");
    SERVER.client().with("Cookie", cookie).delete("/4/login").expect(204);
    var panel =
        SERVER
            .client()
            .send(
                "POST",
                "/login",
                "application/x-www-form-urlencoded",
                "login=root%40visionlabs.ai&password=root")
            .expect(303)
            .header("Set-Cookie")
            .replaceFirst(";.*", "");
    SERVER.client().with("Cookie", panel).send("POST", "/logout", "", "").expect(303);
    SERVER.client().send("POST", "/logout", "", "").expect(303);

    assertThat(operations(entries("")))
        .containsExactly("submitLogout", "submitLoginPage", "logout", "login");
    assertThat(everything())
        .doesNotContain(cookie.replaceFirst(".*=", ""), panel.replaceFirst(".*=", ""));
  }

  @Test
  void changesByThePlatformApiAreWrittenDownWithoutDescriptors() {
    var member = Member.register(SERVER, "member", "user");
    String face = create(member.client());
    member
        .client()
        .put(
            "/6/faces/%s/attributes".formatted(face),
            "{\"descriptors\":[{\"descriptor_version\":56,\"descriptor\":\"c2VjcmV0IGZhY2U=\"}]}")
        .expect(204);
    member.client().delete("/6/faces?user_data=x").expect(200);

    var entries = entries("?account_id=" + member.id());

    assertThat(operations(entries)).containsExactly("removeFaces", "putAttributes", "createFace");
    assertThat(entries.getFirst().path("path").asString()).isEqualTo("/6/faces?user_data=x");
    assertThat(entries.getLast().path("object_id").asString()).isEqualTo(face);
    assertThat(everything()).doesNotContain("c2VjcmV0IGZhY2U=", "descriptor_version");
  }

  @Test
  void aSettingSaysWhatOfThePlatformApiIsWrittenDown() {
    for (var kept :
        Map.of("CHANGES", List.of("removeFace"), "NONE", List.<String>of()).entrySet()) {
      try (var server = new TestServer(Map.of("AUDIT.PLATFORM", kept.getKey()), null).start()) {
        String face = create(server.admin());
        server.admin().delete("/6/faces/" + face).expect(204);

        assertThat(operations(list(server.admin().get("/4/audit").expect(200))))
            .isEqualTo(kept.getValue());
      }
    }
  }

  @Test
  void entriesAreFilteredAndPaged() {
    fill(5);

    assertThat(logins("?page_size=2")).containsExactly("a5", "a4");
    assertThat(logins("?page_size=2&page=3")).containsExactly("a1");
    assertThat(logins("?login=a2")).containsExactly("a2");
    assertThat(logins("?operation=odd")).containsExactly("a5", "a3", "a1");
    assertThat(logins("?object_id=3")).containsExactly("a3");
    assertThat(logins("?account_id=" + ID + "&operation=even")).containsExactly("a4", "a2");
    assertThat(logins("?account_id=00000000-0000-4000-8000-000000000000")).isEmpty();
    assertThat(
            logins("?create_time__gte=2026-01-01T00:00:02Z&create_time__lt=2026-01-01T00:00:04Z"))
        .containsExactly("a3", "a2");
  }

  @Test
  void allIsExportedAsLinesOrForSpreadsheets() {
    fill(1203);

    var lines = admin.get("/4/audit/export").expect(200);
    assertThat(lines.header("Content-Disposition")).contains("audit.jsonl");
    var seen =
        lines.body().lines().map(Json.MAPPER::readTree).map(one -> one.path("login").asString());
    assertThat(seen).hasSize(1203).doesNotHaveDuplicates().startsWith("a1203").endsWith("a1");

    execute(
        "update audit_log set login = '=\"x\"', state_after = '{\"a\":1}' where object_id = '7'");
    var csv = admin.get("/4/audit/export?format=csv&object_id=7").expect(200);
    assertThat(csv.header("Content-Disposition")).contains("audit.csv");
    assertThat(csv.body())
        .startsWith("\"entry_id\",\"create_time\",\"request_id\"")
        .contains("\"2026-01-01T00:00:07.000Z\"")
        .contains("\"'=\"\"x\"\"\"")
        .endsWith("\"200\",\"\",\"{\"\"a\"\":1}\"\r\n");
    assertThat(csv.body().lines()).hasSize(2);
  }

  private void register() {
    admin
        .put(
            ACCOUNT,
            """
            {"login":"a@example.com","password":"first secret","description":"day shift"}\
            """)
        .expect(201);
  }

  private static String create(Client client) {
    return client
        .post("/6/faces", "{\"user_data\":\"x\"}")
        .expect(201)
        .json()
        .path("face_id")
        .asString();
  }

  private static String hold() {
    return "{\"target\":\"account\",\"account_id\":\"%s\",\"reason\":\"case 7\"}".formatted(ID);
  }

  private static String gc() {
    return "{\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":56}}}";
  }

  private List<JsonNode> entries(String query) {
    return list(admin.get("/4/audit" + query).expect(200));
  }

  private static List<JsonNode> list(Client.Answer answer) {
    return answer.json().path("entries").valueStream().toList();
  }

  private static List<String> operations(List<JsonNode> entries) {
    return entries.stream().map(entry -> entry.path("operation").asString()).toList();
  }

  private List<String> logins(String query) {
    return entries(query).stream().map(entry -> entry.path("login").asString()).toList();
  }

  /** Entries a second apart from the begin of 2026 on. */
  private static void fill(int count) {
    SERVER
        .database()
        .inTransaction(handle ->
            handle.execute(
                """
                insert into audit_log
                select gen_random_uuid(), '2026-01-01T00:00:00Z'::timestamptz + make_interval(secs => n),
                  'r', ?::uuid, 'a' || n, '::1', null, case n % 2 when 0 then 'even' else 'odd' end,
                  'PUT', '/', n::text, 200, null, null
                from generate_series(1, ?) as n
                """,
                ID, count));
  }

  private static String everything() {
    return SERVER
        .database()
        .query(handle ->
            String.join(
                "\n",
                handle.select("select audit_log::text from audit_log").mapTo(String.class).list()));
  }

  private static void execute(String statement) {
    SERVER.database().inTransaction(handle -> handle.execute(statement));
  }
}
