package dev.luna.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.luna.config.Networks;
import dev.luna.config.OutboundConfig;
import dev.luna.outbound.OutboundException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a receiver can cost at most: time, memory, connections. */
@Timeout(60)
class GuardedClientLimitsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HERE = "127.0.0.1";
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(30);

  // Far below what a receiver that is not stopped would take, far above a hiccup of the machine.
  private static final Duration SOON = Duration.ofSeconds(10);

  private ExecutorService callers;

  @BeforeEach
  void open() {
    callers = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
  }

  @Test
  void aDrippingAnswerEndsWithTheTimeOfTheCall() throws Exception {
    try (var head = Receiver.on((connection, self) -> drip(connection, "X: y\r"));
        var body =
            Receiver.on((connection, self) -> {
              self.takeRequest(connection);
              Receiver.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
              drip(connection, "x");
            });
        var client = client(64, 8)) {
      assertTimeout(client, head.address(HERE));
      assertTimeout(client, body.address(HERE));
      head.awaitClosed();
      body.awaitClosed();
    }
  }

  @Test
  void silenceEndsWithTheTimeOfTheCall() throws Exception {
    try (var silent = Receiver.on((connection, self) -> Receiver.wait(connection));
        var client = client(64, 8)) {
      assertTimeout(client, silent.address(HERE));
      assertTimeout(client, silent.secureAddress(HERE));
      silent.awaitClosed();
    }
  }

  @Test
  void aReceiverThatDoesNotReadEndsWithTheTimeOfTheCall() throws Exception {
    var over = new CountDownLatch(1);
    try (var deaf = Receiver.on((connection, self) -> await(over));
        var client = client(64, 8)) {
      var call = new Call("POST", deaf.address(HERE), Map.of(), new byte[64 << 20], SHORT);

      long start = System.nanoTime();
      assertThat(failure(client, call)).isEqualTo(Reason.TIMEOUT);
      assertThat(since(start)).isLessThan(SOON);
    } finally {
      over.countDown();
    }
  }

  @Test
  void anEndlessBodyIsLeft() throws Exception {
    var sent = new AtomicLong();
    try (var endless =
            Receiver.on((connection, self) -> {
              self.takeRequest(connection);
              Receiver.write(connection, "HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                Receiver.write(connection, "x".repeat(8 << 10));
                sent.addAndGet(8 << 10);
              }
            });
        var chunked =
            Receiver.on((connection, self) -> {
              self.takeRequest(connection);
              Receiver.write(connection, "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                Receiver.write(connection, "1000\r\n" + "x".repeat(0x1000) + "\r\n");
              }
            });
        var client = client(64, 8)) {
      assertThat(client.send(get(endless.address(HERE), LONG)).status()).isEqualTo(200);
      assertThat(client.send(get(chunked.address(HERE), LONG)).status()).isEqualTo(503);
      endless.awaitClosed();
      chunked.awaitClosed();
      // What fits into the buffers of two sockets, and no more.
      assertThat(sent).hasValueLessThan(64 << 20);
    }
  }

  @Test
  void endlessHeadsAreBroken() throws Exception {
    try (var headers = endless("HTTP/1.1 200 OK\r\n", "X-Y: z\r\n");
        var line = endless("HTTP/1.1 200 OK\r\nX-Y: ", "zzzz");
        var folded = endless("HTTP/1.1 200 OK\r\nX-Y: z\r\n", " z\r\n");
        var status = endless("HTTP/1.1 200 ", "OK");
        var size = endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "xxxx");
        var trailer =
            endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Y: z\r\n");
        var client = client(64, 8)) {
      for (var receiver : new Receiver[] {headers, line, folded, status, size, trailer}) {
        assertThat(failure(client, get(receiver.address(HERE), LONG))).isEqualTo(Reason.BROKEN);
        receiver.awaitClosed();
      }
    }
  }

  @Test
  void endlessInterimAnswersEndWithTheTimeOfTheCall() throws Exception {
    try (var receiver = endless("", "HTTP/1.1 102 Wait\r\n\r\n");
        var client = client(64, 8)) {
      assertTimeout(client, receiver.address(HERE));
      receiver.awaitClosed();
    }
  }

  @Test
  void oneSlowReceiverDoesNotDelayAnother() throws Exception {
    try (var slow = Receiver.on((connection, self) -> Receiver.wait(connection));
        var quick = Receiver.answering(OK);
        var client = client(64, 2)) {
      for (int i = 0; i < 20; i++) {
        callers.execute(() -> failure(client, get(slow.address(HERE), LONG)));
      }
      Awaitility.await().until(() -> slow.connections() == 2);

      for (int i = 0; i < 20; i++) {
        assertThat(client.send(get(quick.address(HERE), LONG)).took()).isLessThan(SOON);
      }
      assertTimeout(client, slow.address(HERE));
      assertThat(slow.connections()).isEqualTo(2);
    }
  }

  @Test
  void aCallThatIsOverGivesItsConnectionBack() throws Exception {
    var hanging = new AtomicInteger(3);
    try (var receiver =
            Receiver.on((connection, self) -> {
              if (hanging.getAndDecrement() > 0) {
                Receiver.wait(connection);
              }
              self.takeRequest(connection);
              Receiver.write(connection, OK);
            });
        var client = client(1, 1)) {
      for (int i = 0; i < 3; i++) {
        assertTimeout(client, receiver.address(HERE));
      }

      assertThat(client.send(get(receiver.address(HERE), LONG)).status()).isEqualTo(200);
    }
  }

  @Test
  void aSlowNameServerHoldsUpItsOwnNamesOnly() throws Exception {
    var over = new CountDownLatch(1);
    var lookups = new AtomicInteger();
    Resolver names =
        host -> {
          if (host.equals("slow.example")) {
            lookups.incrementAndGet();
            await(over);
          }
          return new InetAddress[] {InetAddress.ofLiteral(HERE)};
        };
    try (var receiver = Receiver.answering(OK);
        var client = client(2, 2, names)) {
      for (int i = 0; i < 20; i++) {
        callers.execute(() -> failure(client, get(URI.create("http://slow.example/"), LONG)));
      }
      assertTimeout(client, URI.create("http://slow.example/"));

      assertThat(client.send(get(receiver.address("quick.example"), LONG)).status()).isEqualTo(200);
      assertThat(lookups).hasValue(1);
    } finally {
      over.countDown();
    }
  }

  @Test
  void aCallerThatIsInterruptedLeavesAtOnce() throws Exception {
    var reason = new CompletableFuture<Reason>();
    try (var silent = Receiver.on((connection, self) -> Receiver.wait(connection));
        var client = client(64, 8)) {
      var caller =
          Thread.startVirtualThread(() -> {
            var failure = failure(client, get(silent.address(HERE), LONG));
            reason.complete(Thread.currentThread().isInterrupted() ? failure : null);
          });
      Awaitility.await().until(() -> silent.connections() == 1);

      caller.interrupt();

      assertThat(reason.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Reason.BROKEN);
      silent.awaitClosed();
    }
  }

  @Test
  void closingEndsWhatRuns() throws Exception {
    var reason = new CompletableFuture<Reason>();
    try (var silent = Receiver.on((connection, self) -> Receiver.wait(connection))) {
      var client = client(64, 8);
      callers.execute(() -> reason.complete(failure(client, get(silent.address(HERE), LONG))));
      Awaitility.await().until(() -> silent.connections() == 1);

      client.close();

      assertThat(reason.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Reason.BROKEN);
      silent.awaitClosed();
      assertThat(failure(client, get(silent.address(HERE), LONG))).isEqualTo(Reason.BROKEN);
    }
  }

  private static void assertTimeout(GuardedClient client, URI address) {
    long start = System.nanoTime();
    assertThat(failure(client, get(address, SHORT))).isEqualTo(Reason.TIMEOUT);
    assertThat(since(start)).isBetween(SHORT, SOON);
  }

  private static Reason failure(GuardedClient client, Call call) {
    return catchThrowableOfType(OutboundException.class, () -> client.send(call)).reason();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Receiver endless(String begin, String more) throws IOException {
    return Receiver.on((connection, self) -> {
      self.takeRequest(connection);
      Receiver.write(connection, begin);
      while (true) {
        Receiver.write(connection, more.repeat(1000));
      }
    });
  }

  /** A byte now and then, so that no time between two bytes is ever over. */
  private static void drip(Socket connection, String bytes) throws IOException {
    connection.setSoTimeout(10);
    for (int i = 0; true; i++) {
      Receiver.write(connection, String.valueOf(bytes.charAt(i % bytes.length())));
      try {
        connection.getInputStream().skip(Long.MAX_VALUE);
      } catch (SocketTimeoutException e) {
        // Then it is time for the next one.
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      // Like the system's resolver, which nothing can wake.
      await(latch);
    }
  }

  private static Call get(URI address, Duration timeout) {
    return new Call("GET", address, Map.of(), new byte[0], timeout);
  }

  private static GuardedClient client(int all, int perHost) throws Exception {
    return client(all, perHost, new Names());
  }

  private static GuardedClient client(int all, int perHost, Resolver names) throws Exception {
    return new GuardedClient(
        new OutboundConfig(Networks.parse("127.0.0.1/32"), all, perHost),
        names,
        SSLContext.getDefault());
  }
}
