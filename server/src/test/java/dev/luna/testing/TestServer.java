package dev.luna.testing;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.extraction.Extractor;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A whole server in this process, on a database of its own, for the tests of a class. */
public final class TestServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private final Map<String, String> settings;
  private final @Nullable InstantSource clock;
  private final @Nullable Extractor extractor;
  private @Nullable DatabaseAddress address;
  private @Nullable Database database;
  private @Nullable Server server;

  /**
   * @param settings besides those that make it a test's server
   * @param clock null for the real one
   */
  public TestServer(Map<String, String> settings, @Nullable InstantSource clock) {
    this(settings, clock, null);
  }

  private TestServer(
      Map<String, String> settings, @Nullable InstantSource clock, @Nullable Extractor extractor) {
    this.settings = settings;
    this.clock = clock;
    this.extractor = extractor;
  }

  public TestServer() {
    this(Map.of(), null, null);
  }

  /** One whose samples are read by this. */
  public static TestServer extracting(Map<String, String> settings, Extractor extractor) {
    return new TestServer(settings, null, extractor);
  }

  /** Settings of a server on a database, fast enough for tests on a machine that is not. */
  public static Map<String, String> settings(DatabaseAddress address) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("HTTP.PORT", "0");
    settings.put("HTTP.SHUTDOWN_GRACE_PERIOD", "1");
    settings.put("DATABASE.URL", address.url());
    settings.put("DATABASE.USER", address.user());
    settings.put("DATABASE.PASSWORD", address.password());
    settings.put("LOGGER.LEVEL", "WARNING");
    settings.put("STORAGE.DATA_DIR", TestFiles.of("files").toString());
    settings.put("IMAGE_STORE.TYPE", "MEMORY");
    settings.put("CHECKS.NIGHTLY", "0");
    settings.put("TASKS.POLLING_INTERVAL", "20");
    settings.put("TASKS.HEARTBEAT_INTERVAL", "200");
    settings.put("TASKS.FOREGROUND_LIMIT", "0");
    return settings;
  }

  public TestServer start() {
    address = TestDatabases.create();
    database = TestDatabases.open(address);
    var all = settings(address);
    all.putAll(settings);
    server = Server.start(config(all), world());
    return this;
  }

  /** A client without credentials. */
  public Client client() {
    return new Client(started(server).address());
  }

  /** A client of the first account. */
  public Client admin() {
    return client().as("root@visionlabs.ai", "root");
  }

  /** The server's database. */
  public Database database() {
    return started(database);
  }

  public DatabaseAddress databaseAddress() {
    return started(address);
  }

  @Override
  public void close() {
    started(server).close();
    started(database).close();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private static Config config(Map<String, String> settings) {
    return new Settings().layer("test", settings).resolve();
  }

  private Surroundings world() {
    var real = Surroundings.real();
    return new Surroundings(
        clock == null ? real.clock() : clock,
        real.ids(),
        real.random(),
        extractor == null ? real.extractors() : _ -> extractor);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the server has not been started");
    }
    return part;
  }
}
