package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoginResourceTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private String login = "";
  private String id = "";

  @BeforeEach
  void registerAdmin() {
    id = UUID.randomUUID().toString();
    login = "a%s@example.com".formatted(id.substring(0, 8));
    assertThat(
            SERVER
                .admin()
                .put(
                    "/4/accounts/" + id,
                    "{\"login\":\"%s\",\"password\":\"secret\",\"account_type\":\"admin\"}"
                        .formatted(login))
                .status())
        .isEqualTo(201);
  }

  @Test
  void credentialsAreChecked() {
    assertThat(basic("secret").get("/4/login").body()).isEqualTo("Ok");
    assertThat(basic("wrong").get("/4/login").errorCode()).isEqualTo(41006);
    assertThat(SERVER.client().as("nobody@example.com", "secret").get("/4/login").errorCode())
        .isEqualTo(41006);
    assertThat(SERVER.client().as("no\u0000body", "x").get("/4/login").errorCode())
        .isEqualTo(41006);
    for (String header : new String[] {"Basic", "Basic !!", "Bearer x", "Basic " + "eA=="}) {
      assertThat(SERVER.client().with("Authorization", header).get("/4/login").errorCode())
          .as(header)
          .isEqualTo(12010);
    }
  }

  @Test
  void aCookieStandsForTheCredentialsUntilLogout() {
    var started = basic("secret").post("/4/login", "");
    assertThat(started.status()).isEqualTo(204);
    String cookie = started.header("Set-Cookie");
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/").doesNotContain("Secure");
    var session = SERVER.client().with("Cookie", cookie.replaceFirst(";.*", ""));
    assertThat(session.get("/4/login").status()).isEqualTo(200);

    var ended = session.delete("/4/login");
    assertThat(ended.status()).isEqualTo(204);
    assertThat(ended.header("Set-Cookie")).contains("Max-Age=0");

    assertThat(session.get("/4/login").errorCode()).isEqualTo(41007);
    assertThat(SERVER.client().with("Cookie", "luna_admin_session=x").get("/4/login").errorCode())
        .isEqualTo(41007);
  }

  @Test
  void aSessionNeedsCredentialsAndNotACookie() {
    assertThat(session().post("/4/login", "").errorCode()).isEqualTo(12010);
  }

  @Test
  void behindHttpsTheCookieIsSecure() {
    var started = basic("secret").with("X-Forwarded-Proto", "https").post("/4/login", "");

    assertThat(started.header("Set-Cookie")).endsWith("; Secure");
  }

  @Test
  void aNewPasswordEndsTheOtherSessionsAndTheOldPasswordAtOnce() {
    var mine = session();
    var other = session();
    assertThat(basic("secret").get("/4/login").status()).isEqualTo(200);

    assertThat(mine.patch("/4/login", "{\"password\":\"changed\"}").status()).isEqualTo(204);

    assertThat(mine.get("/4/login").status()).isEqualTo(200);
    assertThat(other.get("/4/login").errorCode()).isEqualTo(41007);
    assertThat(basic("secret").get("/4/login").errorCode()).isEqualTo(41006);
    assertThat(basic("changed").get("/4/login").status()).isEqualTo(200);
  }

  @Test
  void passwordsAreHeldToTheirForm() {
    assertThat(basic("secret").patch("/4/login", "{\"password\":\"\"}").errorCode())
        .isEqualTo(12022);
    assertThat(
            basic("secret")
                .patch("/4/login", "{\"password\":\"%s\"}".formatted("x".repeat(129)))
                .errorCode())
        .isEqualTo(12022);
    assertThat(SERVER.admin().patch("/4/login", "{\"password\":\"root\"}").errorCode())
        .isEqualTo(90005);
  }

  @Test
  void removingOrDemotingAnAccountEndsItsSessions() {
    var session = session();
    assertThat(SERVER.admin().patch("/4/accounts/" + id, "{\"account_type\":\"user\"}").status())
        .isEqualTo(204);
    assertThat(session.get("/4/login").errorCode()).isEqualTo(41007);
    assertThat(basic("secret").get("/4/login").errorCode()).isEqualTo(11059);

    assertThat(SERVER.admin().delete("/4/accounts/" + id).status()).isEqualTo(204);
    assertThat(basic("secret").get("/4/login").errorCode()).isEqualTo(41006);
  }

  @Test
  void aPageOfAnotherSiteCannotUseTheCookie() {
    var session = session();
    String body = "{\"password\":\"stolen\"}";

    assertThat(session.with("Sec-Fetch-Site", "cross-site").patch("/4/login", body).errorCode())
        .isEqualTo(90004);
    assertThat(session.with("Sec-Fetch-Site", "same-site").patch("/4/login", body).errorCode())
        .isEqualTo(90004);
    assertThat(session.with("Origin", "https://evil.example").patch("/4/login", body).errorCode())
        .isEqualTo(90004);
    assertThat(session.with("Sec-Fetch-Site", "cross-site").get("/4/login").status())
        .isEqualTo(200);
    assertThat(session.with("Sec-Fetch-Site", "same-origin").patch("/4/login", body).status())
        .isEqualTo(204);
  }

  @Test
  void guessingIsSlowedDownWhileWhoIsInStaysIn() {
    var session = session();
    assertThat(basic("secret").get("/4/login").status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      assertThat(basic("guess" + i).get("/4/login").errorCode()).isEqualTo(41006);
    }

    var slowed = basic("guess").get("/4/login");

    assertThat(slowed.status()).isEqualTo(429);
    assertThat(slowed.errorCode()).isEqualTo(90002);
    assertThat(Integer.parseInt(slowed.header("Retry-After"))).isBetween(1, 60);
    assertThat(session.get("/4/login").status()).isEqualTo(200);
    assertThat(SERVER.admin().get("/4/login").status()).isEqualTo(200);
  }

  private Client basic(String password) {
    return SERVER.client().as(login, password);
  }

  private Client session() {
    String cookie = basic("secret").post("/4/login", "").header("Set-Cookie");
    return SERVER.client().with("Cookie", cookie.replaceFirst(";.*", ""));
  }
}
