package dev.luna.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.TestData;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PagesTest {
  private static final String FORM = "application/x-www-form-urlencoded";

  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private final Client client = SERVER.client();

  @Test
  void withoutAuthorizationTheOverviewLeadsToTheLogin() {
    var answer = client.get("/");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("/login");
    assertThat(client.with("Cookie", "luna_admin_session=x").get("/").header("Location"))
        .isEqualTo("/login");
  }

  @Test
  void theFormOpensASessionAndTheButtonEndsIt() {
    var form = client.get("/login");
    assertThat(form.status()).isEqualTo(200);
    assertThat(form.header("Content-Security-Policy")).contains("default-src 'none'");

    var entered = login("root%40visionlabs.ai", "root");
    assertThat(entered.status()).isEqualTo(303);
    var session = client.with("Cookie", entered.header("Set-Cookie").replaceFirst(";.*", ""));
    assertThat(session.get("/").body()).contains("root@visionlabs.ai");
    assertThat(session.get("/login").header("Location")).isEqualTo("/");
    assertThat(session.get("/?page=0").errorCode()).isEqualTo(12012);

    assertThat(session.send("POST", "/logout", "", "").header("Location")).isEqualTo("/login");
    assertThat(session.get("/").status()).isEqualTo(302);
  }

  @Test
  void wrongCredentialsAreSaidOnTheForm() {
    var refused = login("nobody%40example.com", "%3Cscript%3E");

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("Content-Type")).startsWith("text/html");
    assertThat(refused.body())
        .contains("Account login or password are incorrect")
        .doesNotContain("<script>");
    assertThat(refused.header("WWW-Authenticate")).isEmpty();
    for (int i = 0; i < 6; i++) {
      refused = login("nobody%40example.com", "guess");
    }
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body()).contains("Too many failed attempts");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
  }

  @Test
  void anotherTypeOfAccountIsNotLetIn() {
    SERVER
        .admin()
        .post(
            "/4/accounts",
            "{\"login\":\"user@example.com\",\"password\":\"secret\",\"account_type\":\"user\"}");

    var refused = login("user%40example.com", "secret");
    assertThat(refused.status()).isEqualTo(403);
    var user = client.as("user@example.com", "secret");
    assertThat(user.get("/").errorCode()).isEqualTo(11059);
    user.with("Accept", "text/html").get("/version").expect(403);
  }

  @Test
  void formsOfOtherSitesAreRefused() {
    for (String path : new String[] {"/login", "/logout"}) {
      String body = path.equals("/login") ? "login=a%40b.cc&password=x" : "";
      var answer =
          client
              .with("Sec-Fetch-Site", "cross-site")
              .send("POST", path, body.isEmpty() ? "" : FORM, body);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.errorCode()).isEqualTo(90004);
    }
  }

  @Test
  void brokenFormsAreRefused() {
    assertThat(client.send("POST", "/login", FORM, "login=%zz&password=x").errorCode())
        .isEqualTo(12046);
    assertThat(client.send("POST", "/login", FORM, "login=x").errorCode()).isEqualTo(12022);
    assertThat(client.send("POST", "/login", FORM, "login=%00&password=x").errorCode())
        .isEqualTo(12022);
    assertThat(client.send("POST", "/login", "", "").errorCode()).isEqualTo(12002);
  }

  @Test
  void whatIsStoredIsEscaped() {
    SERVER
        .admin()
        .post(
            "/4/accounts",
            "{\"login\":\"x@example.com\",\"password\":\"secret\",\"description\":\"<script>alert(1)</script>\"}");

    assertThat(SERVER.admin().get("/").body())
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert");
  }

  @Test
  void theLoginLeadsBackToThePageOneCameFrom() {
    var sent = client.get("/accounts?page=2");
    assertThat(sent.header("Location")).isEqualTo("/login");
    String cookie = sent.header("Set-Cookie").replaceFirst(";.*", "");

    var form = client.with("Cookie", cookie).get("/login");
    assertThat(form.body()).contains("value=\"/accounts?page=2\"");
    var entered =
        client.send(
            "POST",
            "/login",
            FORM,
            "login=root%40visionlabs.ai&password=root&next=%2Faccounts%3Fpage%3D2");
    assertThat(entered.header("Location")).isEqualTo("/accounts?page=2");

    for (String other :
        new String[] {"%2F%2Fexample.com", "https%3A%2F%2Fa.b", "%2F%5Cexample.com"}) {
      assertThat(
              client
                  .send(
                      "POST",
                      "/login",
                      FORM,
                      "login=root%40visionlabs.ai&password=root&next=" + other)
                  .header("Location"))
          .isEqualTo("/");
      assertThat(client.with("Cookie", "luna_admin_return=" + other).get("/login").body())
          .contains("name=\"next\" value=\"/\"");
    }
  }

  @Test
  void browsersGetErrorsAsPagesAndProgramsAsJson() {
    assertThat(get("/nonsense", "text/html,*/*").body())
        .contains("Page not found", "Go to the overview");
    assertThat(get("/accounts/00000000-0000-4000-8000-000000000000", "text/html").statusCode())
        .isEqualTo(404);
    assertThat(get("/4/nonsense", "text/html").headers().firstValue("Content-Type"))
        .hasValue("application/json");
    assertThat(get("/nonsense", "*/*").headers().firstValue("Content-Type"))
        .hasValue("application/json");
  }

  @Test
  void noWindowOfTheBrowserAsksForThePasswordOfAPage() {
    var answer = client.with("Sec-Fetch-Site", "same-origin").get("/4/accounts");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).isEmpty();
  }

  @Test
  void thePagesOfEverythingAreServed() {
    TestData.faces(SERVER.database(), 25, 56, 59);
    var admin = SERVER.admin();
    String face = TestData.face(3).toString();

    assertThat(admin.get("/accounts").expect(200).body()).contains("root@visionlabs.ai");
    assertThat(admin.get("/accounts/new").expect(200).body()).contains("hx-post=\"/4/accounts\"");
    assertThat(admin.get("/lists").expect(200).body()).contains(TestData.LIST.toString());
    assertThat(admin.get("/lists/" + TestData.LIST + "?page=2").expect(200).body())
        .contains("Page 2 of 2 · 25 in all");
    assertThat(admin.get("/accounts/" + TestData.ACCOUNT + "/lists").expect(200).body())
        .contains(TestData.LIST.toString());
    assertThat(admin.get("/faces?page=2").expect(200).body()).contains("/faces/");
    assertThat(admin.get("/faces?account_id=" + TestData.ACCOUNT).expect(200).body())
        .contains("of 2 · 25 in all");
    assertThat(admin.get("/faces/" + face).expect(200).body()).contains(face, "56, 59");
    assertThat(admin.get("/events").expect(200).body()).contains("There are no events here");
    String event =
        admin
            .post("/6/events", "{\"source\":\"gate <1>\",\"tags\":[\"north\"]}")
            .expect(201)
            .json()
            .path("event_ids")
            .path(0)
            .asString();
    assertThat(admin.get("/events").expect(200).body()).contains(event, "north");
    assertThat(admin.get("/events/" + event).expect(200).body()).contains("gate &lt;1&gt;");
    assertThat(admin.get("/search?q=" + event).expect(302).header("Location"))
        .isEqualTo("/events/" + event);
    for (String path : new String[] {"/accounts/", "/lists/", "/faces/", "/events/"}) {
      admin.get(path + "00000000-0000-4000-8000-000000000000").expect(404);
    }
    assertThat(admin.get("/search?q=" + face).expect(302).header("Location"))
        .isEqualTo("/faces/" + face);
    assertThat(admin.get("/search?q=" + TestData.LIST).expect(302).header("Location"))
        .isEqualTo("/lists/" + TestData.LIST);
    assertThat(admin.get("/search?q=root@visionlabs.ai").expect(302).header("Location"))
        .startsWith("/accounts/");
    String account = admin.get("/search?q=root@visionlabs.ai").header("Location");
    assertThat(admin.get(account).expect(200).body()).contains("Delete account");
    assertThat(admin.get("/search?q=%3Cb%3E").expect(200).body())
        .contains("Nothing found", "&lt;b&gt;");
  }

  @Test
  void whoLooksAtASampleIsWrittenDown() throws IOException {
    var admin = SERVER.admin();
    String sample =
        admin
            .upload("/6/samples/faces", "image/jpeg", TestPictures.FACE)
            .expect(201)
            .json()
            .path("image_id")
            .asString();
    String face =
        admin
            .post("/6/faces", "{\"attributes\":{\"samples\":[\"%s\"]}}".formatted(sample))
            .expect(201)
            .json()
            .path("face_id")
            .asString();
    String path = "/faces/" + face + "/samples/" + sample;
    assertThat(admin.get("/faces/" + face).body()).contains(path).doesNotContain("<img");
    assertThat(admin.get("/4/audit?operation=showSample").json().path("entries")).isEmpty();

    assertThat(admin.get(path).expect(200).header("Content-Type")).isEqualTo("image/jpeg");

    var entry = admin.get("/4/audit?operation=showSample").json().path("entries").path(0);
    assertThat(entry.path("object_id").asString()).isEqualTo(sample);
    assertThat(entry.path("login").asString()).isEqualTo("root@visionlabs.ai");
    admin.get(path.replace(sample, face)).expect(404);
  }

  @Test
  void aPageWeighsLittle() throws Exception {
    long all = 0;
    for (String path :
        new String[] {
          "/",
          "/assets/luna.css",
          "/assets/luna.js",
          "/assets/htmx.js",
          "/assets/uplot.js",
          "/assets/uplot.css"
        }) {
      var answer = compressed(path);
      assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
      all += answer.body().length;
    }
    assertThat(all).isBetween(20_000L, 200_000L);
  }

  @Test
  void assetsAreKeptForGoodUnderTheirStamps() {
    var stamped =
        Pattern.compile("/assets/luna\\.[0-9a-f]{8}\\.css").matcher(client.get("/login").body());
    assertThat(stamped.find()).isTrue();

    assertThat(client.get(stamped.group()).header("Cache-Control")).contains("immutable");
    assertThat(client.get("/assets/luna.00000000.css").status()).isEqualTo(404);
  }

  @Test
  void everyTextIsUsed() throws IOException {
    var texts = new Properties();
    try (var in = PagesTest.class.getResourceAsStream("/texts.properties")) {
      texts.load(in);
    }
    var used = new StringBuilder();
    for (String root : new String[] {"src/main/jte", "src/main/java/dev/luna/web"}) {
      try (var files = Files.walk(Path.of(root))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          used.append(Files.readString(file));
        }
      }
    }
    for (String key : texts.stringPropertyNames()) {
      if (!key.matches("(nav|state|type|filters|source)\\..*")) {
        assertThat(used).contains('"' + key + '"');
      }
    }
  }

  private static HttpResponse<byte[]> compressed(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(SERVER.client().base().resolve(path))
                .header("Authorization", Client.basic("root@visionlabs.ai", "root"))
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<String> get(String path, String accept) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(SERVER.client().base().resolve(path))
                  .header("Authorization", Client.basic("root@visionlabs.ai", "root"))
                  .header("Accept", accept)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void assetsAreServedAndOthersAreNot() {
    assertThat(client.get("/assets/luna.css").header("Content-Type")).startsWith("text/css");
    assertThat(client.get("/assets/redoc.js").body().length()).isGreaterThan(100_000);
    assertThat(client.get("/assets/nonsense.css").errorCode()).isEqualTo(12013);
    assertThat(client.get("/assets/..%2F..%2Fversion.properties").status()).isEqualTo(404);
  }

  private Client.Answer login(String login, String password) {
    return client.send("POST", "/login", FORM, "login=%s&password=%s".formatted(login, password));
  }
}
