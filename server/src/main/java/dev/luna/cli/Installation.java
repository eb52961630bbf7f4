package dev.luna.cli;

import dev.luna.config.Config;
import dev.luna.config.LoggerConfig;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.DatabaseHost;
import dev.luna.monitoring.Logging;

/** An installation's database, for a command that works on it beside a server or without one. */
final class Installation implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private final DatabaseHost host;
  private final Database database;
  private boolean closed;

  private Installation(DatabaseHost host, Database database) {
    this.host = host;
    this.database = database;
  }

  static Installation open(Config config) {
    Logging.configure(new LoggerConfig(LoggerConfig.Level.WARNING, config.logger().format()));
    var host = DatabaseHost.join(config);
    try {
      var database =
          Database.open(
              host.address(),
              new Database.Bounds("command", CONNECTIONS, config.database().poolTimeout(), 0));
      var installation = new Installation(host, database);
      database.migrate();
      installation.closeOnSignal();
      return installation;
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  /** Ctrl-C ends the command, and with it the database that it started. */
  private void closeOnSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close"));
  }

  Database database() {
    return database;
  }

  /** Adds up the counters, since there may be no server that would. */
  void foldCounters() {
    var counters = new Counters(database);
    while (counters.fold() > 0) {
      Thread.onSpinWait();
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      database.close();
      host.close();
    }
  }
}
