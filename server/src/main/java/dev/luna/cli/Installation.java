package dev.luna.cli;

import dev.luna.config.Config;
import dev.luna.config.ImageStoreConfig;
import dev.luna.config.LoggerConfig;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.DatabaseHost;
import dev.luna.extraction.DemoModels;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStores;
import dev.luna.imagestore.Pictures;
import dev.luna.monitoring.Logging;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** An installation's database, for a command that works on it beside a server or without one. */
final class Installation implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private final DatabaseHost host;
  private final Database database;
  private final Config config;
  private Optional<ImageStore> contents = Optional.empty();
  private boolean closed;

  private Installation(DatabaseHost host, Database database, Config config) {
    this.host = host;
    this.database = database;
    this.config = config;
  }

  static Installation open(Config config) {
    Logging.configure(new LoggerConfig(LoggerConfig.Level.WARNING, config.logger().format()));
    var host = DatabaseHost.join(config);
    try {
      var database =
          Database.open(
              host.address(),
              new Database.Bounds("command", CONNECTIONS, config.database().poolTimeout(), 0));
      var installation = new Installation(host, database, config);
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

  /** The image store, opened when first asked for; empty where it is switched off. */
  synchronized Optional<ImageStore> contents() {
    if (config.imageStore().type() == ImageStoreConfig.Type.MEMORY) {
      throw new IllegalStateException(
          "IMAGE_STORE.TYPE MEMORY ends with the process, a command needs another one");
    }
    if (contents.isEmpty()) {
      contents =
          ImageStores.open(config.imageStore(), config.storage().dataDir(), Clock.systemUTC());
    }
    return contents;
  }

  /**
   * Puts networks to try out where nodes look for them by themselves.
   *
   * @return false where the operator has set or described some
   */
  boolean installDemoModels() throws IOException {
    return config.extraction().models().toString().isEmpty()
        && DemoModels.install(config.storage().dataDir().resolve("models"));
  }

  /** What makes stored pictures out of files. */
  Pictures pictures() {
    return new Pictures(
        config.imageStore().maxImagePixels(), Runtime.getRuntime().availableProcessors());
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
      contents.ifPresent(ImageStore::close);
      database.close();
      host.close();
    }
  }
}
