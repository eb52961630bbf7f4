package dev.luna.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.luna.config.Networks;
import dev.luna.config.OutboundConfig;
import dev.luna.outbound.OutboundException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.AbstractComparableAssert;
import org.junit.jupiter.api.Test;

/** What a call sends, where it goes and what comes back, over real sockets. */
class GuardedClientTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HERE = "127.0.0.1";

  private final Names names = new Names();

  @Test
  void aCallSendsWhatItHasAndNothingElse() throws Exception {
    try (var receiver = Receiver.answering(OK);
        var client = client()) {
      names.with("receiver.example", HERE);
      var address = receiver.address("receiver.example");

      var answer =
          client.send(
              new Call(
                  "POST",
                  address,
                  Map.of("Content-Type", "application/json", "X-Token", "a b"),
                  "{\"id\":1}".getBytes(StandardCharsets.UTF_8),
                  Duration.ofSeconds(10)));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.took()).isPositive().isLessThan(Duration.ofSeconds(10));
      String request = receiver.requests().getFirst();
      assertThat(request).startsWith("POST /hook?token=hunter2 HTTP/1.1\r\n");
      assertThat(request).endsWith("\r\n\r\n{\"id\":1}");
      assertThat(request.lines().skip(1).takeWhile(line -> !line.isEmpty()))
          .containsExactlyInAnyOrder(
              "Host: receiver.example:" + address.getPort(),
              "Content-Type: application/json",
              "Content-Length: 8",
              "X-Token: a b",
              "Connection: keep-alive",
              "User-Agent: luna-admin");
    }
  }

  @Test
  void everyMethodGoesWithAndWithoutABody() throws Exception {
    try (var receiver = Receiver.answering("HTTP/1.1 204 No Content\r\n\r\n");
        var client = client()) {
      for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")) {
        for (String body : List.of("", "body")) {
          names.with("receiver.example", HERE);
          var call =
              new Call(
                  method,
                  receiver.address("receiver.example"),
                  Map.of(),
                  body.getBytes(StandardCharsets.UTF_8),
                  Duration.ofSeconds(10));

          assertThat(client.send(call).status()).as(method).isEqualTo(204);
          assertThat(receiver.requests().getLast())
              .startsWith(method + " /hook")
              .endsWith("\r\n\r\n" + body);
        }
      }
    }
  }

  @Test
  void namesAndPathsOfOtherScriptsAreSentInAscii() throws Exception {
    try (var receiver = Receiver.answering(OK);
        var client = client()) {
      names.with("xn--bcher-kva.example", HERE);
      int port = receiver.address("x").getPort();

      client.send(get(URI.create("http://BÜCHER.example.:" + port + "//päth/%C3%A4?q=ö")));

      assertThat(receiver.requests().getFirst())
          .startsWith("GET //p%C3%A4th/%C3%A4?q=%C3%B6 HTTP/1.1\r\n")
          .contains("Host: xn--bcher-kva.example:" + port + "\r\n");
    }
  }

  @Test
  void aNameThatChangesItsAddressIsAskedOnceAndCalledWhereItWasChecked() throws Exception {
    try (var receiver = Receiver.answering(OK);
        var client = client()) {
      names.with("rebinding.example", HERE, "127.0.0.2", "127.0.0.2");

      var answer = client.send(get(receiver.address("rebinding.example")));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(names.asked()).containsExactly("rebinding.example");
      assertThat(receiver.connections()).isEqualTo(1);
      assertThatReason(client, receiver.address("rebinding.example")).isEqualTo(Reason.REFUSED);
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void oneForbiddenAddressAmongOthersRefusesTheCall() throws Exception {
    try (var receiver = Receiver.answering(OK);
        var client = client()) {
      names.with("mixed.example", HERE + ",127.0.0.2", "127.0.0.2," + HERE, HERE + ",::1");

      for (int i = 0; i < 3; i++) {
        assertThatReason(client, receiver.address("mixed.example")).isEqualTo(Reason.REFUSED);
      }
      assertThat(receiver.connections()).isZero();
    }
  }

  @Test
  void theNextAddressIsTriedWhereOneTakesNoConnection() throws Exception {
    try (var receiver = Receiver.answering(OK);
        var client = client("127.0.0.0/8")) {
      names.with("two.example", "127.0.0.3," + HERE);

      assertThat(client.send(get(receiver.address("two.example"))).status()).isEqualTo(200);
    }
  }

  @Test
  void nothingButThePublicIsCalledUnlessTheSettingsAllowIt() throws Exception {
    try (var receiver = Receiver.answering(OK);
        var closed = client("");
        var open = client("10.0.0.0/8, 127.0.0.0/8")) {
      var address = receiver.address(HERE);

      assertThatReason(closed, address).isEqualTo(Reason.REFUSED);
      assertThat(receiver.connections()).isZero();
      assertThat(open.send(get(address)).status()).isEqualTo(200);
      assertThat(open.send(get(receiver.address("[::ffff:127.0.0.1]"))).status()).isEqualTo(200);
      assertThatReason(open, URI.create("http://192.168.0.1/")).isEqualTo(Reason.REFUSED);
      assertThatReason(open, URI.create("http://[::1]/")).isEqualTo(Reason.REFUSED);
    }
  }

  @Test
  void redirectsAreAnsweredAndNotFollowed() throws Exception {
    try (var elsewhere = Receiver.answering(OK);
        var receiver =
            Receiver.answering(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(elsewhere.address(HERE)));
        var client = client()) {
      var answer = client.send(get(receiver.address(HERE)));

      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.headers()).isEmpty();
      assertThat(receiver.requests()).hasSize(1);
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @Test
  void aChallengeIsAnsweredAsItIs() throws Exception {
    try (var receiver =
            Receiver.answering(
                "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
        var client = client()) {
      assertThat(client.send(get(receiver.address(HERE))).status()).isEqualTo(401);
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void theTimeToWaitIsHandedOutAndBounded() throws Exception {
    String answer = "HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nX-Y: z\r\nContent-Length: 0\r\n\r\n";
    try (var receiver = Receiver.answering(answer.formatted("120"));
        var talkative = Receiver.answering(answer.formatted("1".repeat(4000)));
        var client = client()) {
      assertThat(client.send(get(receiver.address(HERE))).headers())
          .isEqualTo(Map.of("retry-after", "120"));
      assertThat(client.send(get(talkative.address(HERE))).headers().get("retry-after"))
          .hasSize(256);
    }
  }

  @Test
  void connectionsAreUsedAgainAndCookiesAreNot() throws Exception {
    try (var receiver =
            Receiver.answering(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok");
        var client = client()) {
      client.send(get(receiver.address(HERE)));
      client.send(get(receiver.address(HERE)));

      assertThat(receiver.connections()).isEqualTo(1);
      assertThat(receiver.requests()).hasSize(2).noneMatch(request -> request.contains("Cookie"));
    }
  }

  @Test
  void aConnectionThatTheReceiverHasEndedIsNotUsedAgain() throws Exception {
    try (var receiver =
            Receiver.on((connection, self) -> {
              self.takeRequest(connection);
              Receiver.write(connection, OK);
            });
        var client = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(get(receiver.address(HERE))).status()).isEqualTo(200);
        receiver.awaitClosed();
      }
      assertThat(receiver.connections()).isEqualTo(3);
    }
  }

  @Test
  void aProxyOfTheEnvironmentIsNotAsked() throws Exception {
    var usual = ProxySelector.getDefault();
    var asked = new ArrayList<URI>();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            asked.add(uri);
            return List.of(Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
    try (var receiver = Receiver.answering(OK);
        var client = client()) {
      client.send(get(receiver.address(HERE)));

      assertThat(asked).isEmpty();
    } finally {
      ProxySelector.setDefault(usual);
    }
  }

  @Test
  void failuresHaveTheirReasons() throws Exception {
    try (var silent = Receiver.on((connection, self) -> self.takeRequest(connection));
        var resetting =
            Receiver.on((connection, self) -> {
              self.takeRequest(connection);
              connection.setSoLinger(true, 0);
            });
        var chatting = chatting();
        var halved =
            Receiver.on((connection, self) -> {
              self.takeRequest(connection);
              Receiver.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
            });
        var client = client()) {
      assertThatReason(client, URI.create("http://127.0.0.1:" + closedPort() + "/"))
          .isEqualTo(Reason.UNREACHABLE);
      assertThatReason(client, URI.create("http://unknown.example/")).isEqualTo(Reason.UNRESOLVED);
      for (var broken : List.of(silent, resetting, chatting, halved)) {
        assertThatReason(client, broken.address(HERE)).isEqualTo(Reason.BROKEN);
        assertThat(broken.connections()).as("not tried again").isEqualTo(1);
      }
    }
  }

  @Test
  void messagesNameTheHostAndNothingSecret() throws Exception {
    try (var chatting = chatting();
        var client = client()) {
      int port = chatting.address(HERE).getPort();
      var addresses =
          Map.of(
              "http://127.0.0.1:" + port + "/hunter2?token=hunter2#hunter2",
              "127.0.0.1:" + port,
              "http://unknown.example:81/hunter2?hunter2",
              "unknown.example",
              "http://10.0.0.1:82/hunter2?hunter2",
              "10.0.0.1:82",
              "http://127.0.0.1:1/hunter2?hunter2",
              "127.0.0.1:1",
              "https://127.0.0.1:" + port + "/hunter2?hunter2",
              "127.0.0.1:" + port,
              "http://hunter2:hunter2@receiver.example/hunter2",
              "a user in front of its host");

      addresses.forEach((address, named) ->
          assertThatExceptionOfType(OutboundException.class)
              .isThrownBy(() -> client.send(get(URI.create(address))))
              .withMessageContaining(named)
              .withMessageNotContaining("hunter2")
              .withNoCause());
    }
  }

  @Test
  void aCheckWithoutCallingSeesTheSame() throws Exception {
    try (var receiver = Receiver.answering(OK);
        var client = client()) {
      names.with("receiver.example", HERE).with("inside.example", "10.0.0.1");

      client.refuse(receiver.address("receiver.example"));

      assertThat(receiver.connections()).isZero();
      assertThatExceptionOfType(OutboundException.class)
          .isThrownBy(() -> client.refuse(URI.create("http://inside.example/")))
          .withMessageContaining("10.0.0.1")
          .extracting(OutboundException::reason)
          .isEqualTo(Reason.REFUSED);
      assertThatExceptionOfType(OutboundException.class)
          .isThrownBy(() -> client.refuse(URI.create("http://unknown.example/")))
          .extracting(OutboundException::reason)
          .isEqualTo(Reason.UNRESOLVED);
    }
  }

  private static AbstractComparableAssert<?, Reason> assertThatReason(
      GuardedClient client, URI address) {
    return assertThat(
        catchThrowableOfType(OutboundException.class, () -> client.send(get(address))).reason());
  }

  /** Speaks something else, and says what must not come out again. */
  private static Receiver chatting() throws IOException {
    return Receiver.on((connection, self) -> {
      Receiver.write(connection, "220 mail.example ESMTP hunter2\r\n");
      self.takeRequest(connection);
    });
  }

  private static int closedPort() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral(HERE))) {
      return server.getLocalPort();
    }
  }

  private static Call get(URI address) {
    return new Call("GET", address, Map.of(), new byte[0], Duration.ofSeconds(10));
  }

  private GuardedClient client() throws NoSuchAlgorithmException {
    return client("127.0.0.1/32");
  }

  private GuardedClient client(String allowed) throws NoSuchAlgorithmException {
    return new GuardedClient(
        new OutboundConfig(Networks.parse(allowed), 64, 8), names, SSLContext.getDefault());
  }
}
