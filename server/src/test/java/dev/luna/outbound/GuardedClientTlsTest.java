package dev.luna.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.config.Networks;
import dev.luna.config.OutboundConfig;
import dev.luna.outbound.OutboundException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GuardedClientTlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration LONG = Duration.ofSeconds(30);

  private static Certificates receivers;
  private static Certificates scripts;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    receivers = new Certificates(directory, "receiver.example");
    scripts = new Certificates(directory, "xn--bcher-kva.example");
  }

  @Test
  void aCertificateThatIsTrustedAndNamesTheHostIsTaken() throws Exception {
    try (var receiver = answering(receivers);
        var other = answering(scripts);
        var client = client(receivers.client());
        var otherClient = client(scripts.client())) {
      assertThat(client.send(get(receiver.secureAddress("receiver.example"))).status())
          .isEqualTo(200);
      assertThat(client.send(get(receiver.secureAddress("RECEIVER.example."))).status())
          .isEqualTo(200);
      assertThat(otherClient.send(get(other.secureAddress("bücher.example"))).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aCertificateOfAnotherNameIsNot() throws Exception {
    try (var receiver = answering(receivers);
        var client = client(receivers.client())) {
      for (String host : new String[] {"other.example", "127.0.0.1"}) {
        assertBroken(client, receiver.secureAddress(host));
      }
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsNot() throws Exception {
    try (var receiver = answering(receivers);
        var client = client(SSLContext.getDefault())) {
      assertBroken(client, receiver.secureAddress("receiver.example"));
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void aReceiverThatDoesNotReadEndsWithTheTimeOfTheCall() throws Exception {
    var over = new CountDownLatch(1);
    try (var deaf =
            on(
                receivers,
                (connection, self) -> {
                  connection.getInputStream().read();
                  await(over);
                });
        var client = client(receivers.client())) {
      var call =
          new Call(
              "POST",
              deaf.secureAddress("receiver.example"),
              Map.of(),
              new byte[64 << 20],
              Duration.ofSeconds(1));

      long start = System.nanoTime();
      assertThatExceptionOfType(OutboundException.class)
          .isThrownBy(() -> client.send(call))
          .extracting(OutboundException::reason)
          .isEqualTo(Reason.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
    } finally {
      over.countDown();
    }
  }

  private static void assertBroken(GuardedClient client, URI address) {
    assertThatExceptionOfType(OutboundException.class)
        .isThrownBy(() -> client.send(get(address)))
        .withMessageStartingWith("TLS with " + address.getHost())
        .withMessageNotContaining("hunter2")
        .extracting(OutboundException::reason)
        .isEqualTo(Reason.BROKEN);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Receiver answering(Certificates certificates) throws Exception {
    return on(
        certificates,
        (connection, self) -> {
          while (self.takeRequest(connection)) {
            Receiver.write(connection, OK);
          }
        });
  }

  private static Receiver on(Certificates certificates, Receiver.Behaviour behaviour)
      throws Exception {
    var sockets = certificates.server().getServerSocketFactory();
    return new Receiver(
        sockets.createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), behaviour);
  }

  private static Call get(URI address) {
    return new Call("GET", address, Map.of(), new byte[0], LONG);
  }

  private static GuardedClient client(SSLContext tls) throws NoSuchAlgorithmException {
    return new GuardedClient(
        new OutboundConfig(Networks.parse("127.0.0.1/32"), 64, 8),
        host -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")},
        tls);
  }
}
