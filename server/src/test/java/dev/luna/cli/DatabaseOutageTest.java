package dev.luna.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Settings;
import dev.luna.testing.Client;
import dev.luna.testing.Story;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A database that goes away and comes back, behind a gate that the test can close. */
class DatabaseOutageTest {
  @Test
  void requestsAreRefusedInTimeAndEverythingHealsByItself() throws IOException {
    var address = TestDatabases.create();
    var real = URI.create(address.url().substring("jdbc:".length()));
    try (var gate = new Gate(real.getPort());
        var database = TestDatabases.open(address)) {
      var settings = TestServer.settings(address);
      settings.put(
          "DATABASE.URL",
          "jdbc:postgresql://127.0.0.1:%d%s".formatted(gate.port(), real.getPath()));
      settings.put("DATABASE.POOL_TIMEOUT", "500");
      settings.put("TASKS.SUBTASK_SIZE", "50");
      settings.put("TASKS.MAX_CHUNK_SIZE", "5");
      settings.put("TASKS.CHUNK_PAUSE", "30");
      settings.put("LOGGER.LEVEL", "ERROR");
      try (var server =
          Server.start(new Settings().layer("test", settings).resolve(), Surroundings.real())) {
        var client = new Client(server.address()).as("root@visionlabs.ai", "root");
        TestData.faces(database, 300, 56);
        var story = new Story(client);
        long id = story.gcStarts(56);
        story.awaitPartsDone(id, 1);

        gate.close(true);
        long start = System.nanoTime();
        var refused = client.get("/4/accounts");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.errorCode()).isEqualTo(10015);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        var health = client.get("/healthcheck");
        assertThat(health.status()).isEqualTo(502);
        assertThat(health.json().at("/errors/0/error_code").asInt()).isEqualTo(38001);
        assertThat(client.get("/readyz").expect(502).json().at("/errors/0/error_code").asInt())
            .isEqualTo(38001);
        client.get("/livez").expect(200);
        assertThat(client.get("/version").status()).isEqualTo(200);
        assertThat(client.get("/login").status()).isEqualTo(200);

        gate.close(false);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> client.get("/4/accounts").status() == 200);
        story.awaitStatus(id, 5);
        assertThat(story.removedFaces(id)).hasSize(300);
        assertThat(
                client.get("/4/tasks/%d/errors/count".formatted(id)).json().path("count").asInt())
            .isZero();
      }
    }
  }

  @Test
  void aSlowRequestDoesNotTakeTheDoorWithIt() {
    try (var server =
        new TestServer(
                Map.of("DATABASE.POOL_SIZE", "1", "DATABASE.STATEMENT_TIMEOUT", "3000"), null)
            .start()) {
      var client = server.admin();
      server
          .database()
          .inTransaction(handle -> {
            handle.execute("lock table lists in access exclusive mode");
            var slow = Thread.ofVirtual().start(() -> client.get("/4/lists"));

            assertThat(client.get("/4/login").status()).isEqualTo(200);
            assertThat(client.get("/login").status()).isEqualTo(302);
            assertThat(slow.isAlive()).isTrue();
          });
    }
  }

  /** Passes connections on to a port, or breaks them and lets nobody through. */
  private static final class Gate implements AutoCloseable {
    private final ServerSocket entrance;
    private final int target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    Gate(int target) throws IOException {
      this.target = target;
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      var _ = Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return entrance.getLocalPort();
    }

    void close(boolean now) throws IOException {
      closed = now;
      if (now) {
        for (var socket : open) {
          socket.close();
        }
        open.clear();
      }
    }

    @Override
    public void close() throws IOException {
      close(true);
      entrance.close();
    }

    private void accept() {
      try {
        while (true) {
          var client = entrance.accept();
          if (closed) {
            client.close();
            continue;
          }
          var server = new Socket(InetAddress.getLoopbackAddress(), target);
          open.add(client);
          open.add(server);
          var _ = Thread.ofVirtual().start(() -> pump(client, server));
          var _ = Thread.ofVirtual().start(() -> pump(server, client));
        }
      } catch (IOException e) {
        // The test is over.
      }
    }

    private static void pump(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // The gate was closed.
      }
    }
  }
}
