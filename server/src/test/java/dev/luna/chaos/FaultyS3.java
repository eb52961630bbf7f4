package dev.luna.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before an S3 and spoils what goes through: asks to slow down, breaks connections off, and
 * swallows answers after the work was done.
 */
final class FaultyS3 implements AutoCloseable {
  private static final byte[] SLOW_DOWN =
      "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final int ONE_IN = 8;
  private static final int BUFFER = 16_384;

  private final ServerSocket entrance;
  private final int target;
  private final Random random;
  private final AtomicInteger faults = new AtomicInteger();

  FaultyS3(int target, long seed) {
    try {
      this.target = target;
      this.random = new Random(seed);
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ = Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + entrance.getLocalPort();
  }

  int faults() {
    return faults.get();
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        var client = entrance.accept();
        var _ = Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket client) {
    try (client) {
      if (isFault()) {
        int _ = client.getInputStream().read(new byte[BUFFER]);
        client.getOutputStream().write(SLOW_DOWN);
        return;
      }
      try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        var _ = Thread.ofVirtual().start(() -> pass(client, server));
        answer(server, client);
      }
    } catch (IOException e) {
      // Broken off by one of the sides.
    }
  }

  private static void pass(Socket client, Socket server) {
    try {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      // Broken off by one of the sides.
    }
  }

  private void answer(Socket server, Socket client) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int count = server.getInputStream().read(buffer);
    while (count >= 0) {
      if (isFault()) {
        return;
      }
      client.getOutputStream().write(buffer, 0, count);
      count = server.getInputStream().read(buffer);
    }
  }

  private synchronized boolean isFault() {
    boolean is = random.nextInt(ONE_IN) == 0;
    if (is) {
      faults.incrementAndGet();
    }
    return is;
  }
}
