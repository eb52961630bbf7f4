package dev.luna.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.Member;
import dev.luna.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks every operation with every kind of wrong credentials, and with an account that may read
 * everything but administer nothing. Those without credentials, and of type user, are {@code
 * ContractTest}'s; other accounts' objects are {@code IsolationTest}'s.
 */
class AuthorizationWalkTest {
  private static final String GUARDED = "dev.luna.http.ContractTest#guarded";
  private static final String PAGES = "dev.luna.http.ContractTest#pages";
  private static final String FOR_ADMINS = "dev.luna.http.ContractTest#forAdmins";
  private static final String FOR_EVERYONE = "dev.luna.http.ContractTest#forEveryone";

  @RegisterExtension
  private static final TestServer SERVER =
      new TestServer(Map.of("AUTHORIZATION.FREE_ATTEMPTS", "1000"), null);

  private static List<Client> wrong;
  private static Member advanced;

  @BeforeAll
  static void register() {
    advanced = Member.register(SERVER, "advanced", "advanced_user");
    var client = SERVER.client();
    wrong =
        List.of(
            client.as("root@visionlabs.ai", "guess"),
            client.as("nobody' or '1'='1", "root"),
            client.with("Authorization", "Basic !!!"),
            client.with("Authorization", "Basic"),
            client.with("Authorization", "Bearer cm9vdEB2aXNpb25sYWJzLmFpOnJvb3Q="),
            client.with("Cookie", "luna_admin_session=nonsense"),
            client.with("Cookie", "luna_admin_session=" + endedSession()));
  }

  @ParameterizedTest
  @MethodSource(GUARDED)
  void wrongCredentialsOpenNoOperation(String name) {
    for (var client : wrong) {
      var answer = ContractTest.send(client, name, "");
      assertThat(answer.status()).as(answer.body()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
      assertThat(answer.body()).doesNotContain("guess", "nonsense");
    }
  }

  @ParameterizedTest
  @MethodSource(PAGES)
  void wrongCredentialsOpenNoPage(String name) {
    for (var client : wrong) {
      var answer = ContractTest.send(client, name, "");
      assertThat(answer.status()).as(answer.body()).isEqualTo(302);
      assertThat(answer.header("Location")).isEqualTo("/login");
    }
  }

  @ParameterizedTest
  @MethodSource(FOR_ADMINS)
  void whoMayReadEverythingAdministersNothing(String name) {
    var answer = ContractTest.send(advanced.client(), name, "");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.errorCode()).isEqualTo(11059);
  }

  @ParameterizedTest
  @MethodSource(FOR_EVERYONE)
  void whatIsForEveryoneAsksForNothing(String name) {
    for (var client : wrong) {
      assertThat(ContractTest.send(client, name, "").status()).isNotIn(401, 403, 500);
    }
  }

  private static String endedSession() {
    var opened = SERVER.admin().send("POST", "/4/login", "", "").expect(204);
    String cookie = opened.header("Set-Cookie").replaceFirst(";.*", "");
    SERVER.client().with("Cookie", cookie).delete("/4/login").expect(204);
    return cookie.substring(cookie.indexOf('=') + 1);
  }
}
