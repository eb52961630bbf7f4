package dev.luna.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PagesResourceTest {
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
    assertThat(client.as("user@example.com", "secret").get("/").errorCode()).isEqualTo(11059);
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
