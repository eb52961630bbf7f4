package dev.luna.outbound;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that does with a connection whatever a test wants. */
final class Receiver implements AutoCloseable {
  private final ServerSocket server;
  private final Behaviour behaviour;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** What is done with a connection; it is closed afterwards. */
  interface Behaviour {
    void serve(Socket connection, Receiver receiver) throws IOException;
  }

  Receiver(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
    Thread.startVirtualThread(this::accept);
  }

  static Receiver on(Behaviour behaviour) throws IOException {
    return new Receiver(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), behaviour);
  }

  /** Answers each request of a connection with the same bytes. */
  static Receiver answering(String answer) throws IOException {
    return on((connection, receiver) -> {
      while (receiver.takeRequest(connection)) {
        write(connection, answer);
      }
    });
  }

  static void write(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    connection.getOutputStream().flush();
  }

  private void accept() {
    try {
      while (true) {
        var connection = server.accept();
        sockets.add(connection);
        Thread.startVirtualThread(() -> serve(connection));
      }
    } catch (SocketException e) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      behaviour.serve(connection, this);
    } catch (IOException e) {
      // The client has left, which is what many a test is about.
    }
  }

  /** Reads and keeps a request with a body of known length; false if there is none. */
  boolean takeRequest(Socket connection) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = connection.getInputStream().read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    int length =
        head.toString()
            .lines()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring(16)))
            .findFirst()
            .orElse(0);
    byte[] body = connection.getInputStream().readNBytes(length);
    requests.add(head + new String(body, StandardCharsets.UTF_8));
    return true;
  }

  /** Does nothing until the client leaves. */
  static void wait(Socket connection) throws IOException {
    while (connection.getInputStream().read() >= 0) {}
  }

  /** Heads and bodies in the order of their coming. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Until the connections that there were are closed from here. */
  void awaitClosed() {
    await().until(() -> sockets.stream().allMatch(Socket::isClosed));
  }

  int connections() {
    return sockets.size();
  }

  URI address(String host) {
    return URI.create("http://%s:%d/hook?token=hunter2".formatted(host, server.getLocalPort()));
  }

  URI secureAddress(String host) {
    return URI.create("https://%s:%d/hook?token=hunter2".formatted(host, server.getLocalPort()));
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
