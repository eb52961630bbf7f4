package dev.luna.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes processes that wait for something in the database, at once and all of them. A signal can
 * get lost with the connection, so who waits looks for itself now and then.
 */
public final class Signals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final String CHANNEL = "luna_work";
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int WAIT_MILLIS = 10_000;
  private final DatabaseAddress address;
  private final Runnable woken;
  private final Thread listener;
  private volatile boolean isClosed;
  private volatile @Nullable Connection connection;

  /**
   * Listens until it is closed, on a connection of its own.
   *
   * @param woken called for each signal, and after a time without connection
   */
  public Signals(DatabaseAddress address, Runnable woken) {
    this.address = address;
    this.woken = woken;
    this.listener = Thread.ofVirtual().name("signals").start(this::listen);
  }

  /** Sends a signal when the transaction of {@code handle} is committed. */
  public static void send(Handle handle) {
    handle.execute("notify " + CHANNEL);
  }

  @Override
  public void close() {
    isClosed = true;
    listener.interrupt();
    hangUp(connection);
  }

  private void listen() {
    while (!isClosed) {
      try (var opened = connect()) {
        connection = opened;
        try (var statement = opened.createStatement()) {
          var _ = statement.execute("listen " + CHANNEL);
        }
        woken.run();
        while (!isClosed) {
          waitFor(opened);
        }
      } catch (SQLException e) {
        if (!isClosed) {
          LOG.warn("no signals from the database now, work is found by looking: {}", e.toString());
          rest();
        }
      }
    }
  }

  private void waitFor(Connection opened) throws SQLException {
    var signals = opened.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
    if (signals != null && signals.length > 0) {
      woken.run();
    } else if (!opened.isValid(WAIT_MILLIS / 1000)) {
      throw new SQLException("the connection is gone");
    }
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    if (!address.user().isEmpty()) {
      properties.setProperty("user", address.user());
      properties.setProperty("password", address.password());
    }
    properties.setProperty("ApplicationName", "luna-admin signals");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(address.url(), properties);
  }

  private static void rest() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hangUp(@Nullable Connection open) {
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("the connection for signals did not close", e);
      }
    }
  }
}
