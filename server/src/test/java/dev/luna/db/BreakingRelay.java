package dev.luna.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Relays connections to a database; the first one breaks before its n-th message is passed on. */
final class BreakingRelay implements AutoCloseable {
  private static final int LONGEST_MESSAGE = 8192;

  private final DatabaseAddress database;
  private final URI server;
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean broken = new AtomicBoolean();
  private int messagesLeft;

  BreakingRelay(DatabaseAddress database, int messages) throws IOException {
    this.database = database;
    this.server = URI.create(database.url().substring("jdbc:".length()));
    this.messagesLeft = messages;
    var _ = threads.submit(this::accept);
  }

  /** Of the same database, by way of this relay. */
  DatabaseAddress address() {
    String url = database.url().replace(server.getAuthority(), "127.0.0.1:" + door.getLocalPort());
    return new DatabaseAddress(url, database.user(), database.password());
  }

  boolean hasBroken() {
    return broken.get();
  }

  @Override
  public void close() throws IOException {
    door.close();
    threads.close();
  }

  private Void accept() throws IOException {
    for (boolean first = true; ; first = false) {
      var client = door.accept();
      var upstream = new Socket(server.getHost(), server.getPort());
      boolean breaks = first;
      var _ = threads.submit(() -> relay(client, upstream, breaks));
      var _ = threads.submit(() -> relay(upstream, client, false));
    }
  }

  /** Until one of both closes; then neither is of use. */
  private Void relay(Socket from, Socket to, boolean breaks) throws IOException {
    try (from;
        to) {
      var buffer = new byte[LONGEST_MESSAGE];
      int length = from.getInputStream().read(buffer);
      while (length > 0) {
        if (breaks && --messagesLeft == 0) {
          broken.set(true);
          break;
        }
        to.getOutputStream().write(buffer, 0, length);
        length = from.getInputStream().read(buffer);
      }
    }
    return null;
  }
}
