package dev.luna.testing;

import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Fresh databases, copied from a migrated one, on a server that all tests of a run share. */
public final class TestDatabases {
  private static final TestDatabases SHARED = new TestDatabases();
  private static final String TEMPLATE = "test_template";

  private final AtomicInteger count = new AtomicInteger();
  private final DatabaseAddress server;

  private TestDatabases() {
    var directory =
        DataDirectory.take(TestFiles.of("data"), DataDirectory.Role.SERVER).orElseThrow();
    var postgres = EmbeddedPostgres.start(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
    server = postgres.address();
    execute("drop database if exists " + TEMPLATE);
    execute("create database " + TEMPLATE);
    try (var database = open(at(TEMPLATE))) {
      database.migrate();
    }
  }

  /** Where a new database with the current schema is. */
  public static DatabaseAddress create() {
    String name = "test_" + SHARED.count.incrementAndGet();
    SHARED.execute("drop database if exists %s with (force)".formatted(name));
    SHARED.execute("create database %s template %s".formatted(name, TEMPLATE));
    return SHARED.at(name);
  }

  /** Where a new database without any schema is. */
  public static DatabaseAddress createEmpty() {
    return createEmpty("test_" + SHARED.count.incrementAndGet());
  }

  /** Where a new database with this name and without any schema is. */
  public static DatabaseAddress createEmpty(String name) {
    SHARED.execute("drop database if exists %s with (force)".formatted(name));
    SHARED.execute("create database " + name);
    return SHARED.at(name);
  }

  /** A pool on a database. */
  public static Database open(DatabaseAddress address) {
    return Database.open(address, new Database.Bounds("test", 8, 5000, 0));
  }

  /** Where the database with this name is. */
  public static DatabaseAddress named(String database) {
    return SHARED.at(database);
  }

  private DatabaseAddress at(String database) {
    return new DatabaseAddress(
        server.url().replaceFirst("[^/]*$", database), server.user(), server.password());
  }

  private void execute(String sql) {
    try (var connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
