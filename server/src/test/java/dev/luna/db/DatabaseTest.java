package dev.luna.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.luna.testing.TestDatabases;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
  @Test
  void migrationsAreSafeWhenTwoProcessesStartAtOnce() throws Exception {
    var address = TestDatabases.createEmpty();
    try (var one = TestDatabases.open(address);
        var other = TestDatabases.open(address);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(one::migrate);
      var second = threads.submit(other::migrate);
      first.get();
      second.get();

      Integer tables =
          one.query(handle ->
              handle
                  .select("select count(*) from pg_tables where tablename = 'faces'")
                  .mapTo(Integer.class)
                  .one());
      assertThat(tables).isEqualTo(1);
    }
  }

  @Test
  void aDatabaseThatWasAwayLongIsFoundSoonOnceItIsThere() throws Exception {
    String name = "late_" + System.nanoTime();
    var tries = new AtomicInteger();
    var log = Logger.getLogger("org.flywaydb.core.internal.jdbc.JdbcUtils");
    var counting = new TriesHandler(tries);
    log.addHandler(counting);
    try (var database =
            Database.open(TestDatabases.named(name), new Database.Bounds("late", 2, 250, 0));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var migration = threads.submit(database::migrate);
      await().atMost(Duration.ofMinutes(1)).until(() -> tries.get() >= 5);

      TestDatabases.createEmpty(name);

      assertThat(migration).succeedsWithin(Duration.ofSeconds(10));
    } finally {
      log.removeHandler(counting);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aPoolWhoseFirstConnectionBreaksFindsTheNextOne(int messages) throws IOException {
    try (var relay = new BreakingRelay(TestDatabases.create(), messages);
        var database = Database.open(relay.address(), new Database.Bounds("broken", 2, 1000, 0))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(() -> {
            database.check();
            assertThat(relay.hasBroken()).isTrue();
          });
    }
  }

  @Test
  void whatALibraryWritesInsideATransactionIsRolledBackWithIt() {
    try (var database = TestDatabases.open(TestDatabases.create())) {
      assertThatThrownBy(() ->
              database.inTransaction(handle -> {
                insertThroughDataSource(database);
                throw new IllegalStateException("undo");
              }))
          .hasMessage("undo");
      assertThat(imports(database)).isZero();

      database.inTransaction(handle -> insertThroughDataSource(database));
      assertThat(imports(database)).isEqualTo(1);

      insertThroughDataSource(database);
      assertThat(imports(database)).isEqualTo(2);
    }
  }

  @Test
  void aTransactionInsideAnotherOneIsPartOfIt() {
    try (var database = TestDatabases.open(TestDatabases.create())) {
      assertThatThrownBy(() ->
              database.inTransaction(outer -> {
                database.inTransaction(
                    inner -> inner.execute("insert into imports values ('a', 1, now())"));
                throw new IllegalStateException("undo");
              }))
          .hasMessage("undo");

      assertThat(imports(database)).isZero();
    }
  }

  @Test
  void aStatementThatTakesTooLongIsStoppedAndSaysThatTheDatabaseIsBusy() {
    var bounds = new Database.Bounds("short", 1, 1000, 200);
    try (var database = Database.open(TestDatabases.create(), bounds)) {
      assertThatThrownBy(() -> database.query(h -> h.execute("select pg_sleep(30)")))
          .matches(Database::isUnavailable);
      database.check();
    }
  }

  @Test
  void aPoolThatIsUsedUpAnswersWithinItsTimeout() {
    var bounds = new Database.Bounds("tiny", 1, 250, 0);
    try (var database = Database.open(TestDatabases.create(), bounds)) {
      database.inTransaction(held ->
          assertThatThrownBy(() -> onAnotherThread(database::check))
              .matches(Database::isUnavailable));
    }
  }

  @Test
  void failuresOfTheStatementItselfAreNotBlamedOnTheDatabase() {
    try (var database = TestDatabases.open(TestDatabases.create())) {
      assertThatThrownBy(() -> database.query(h -> h.execute("select nonsense")))
          .matches(failure -> !Database.isUnavailable(failure) && !Database.isTransient(failure));
    }
  }

  private static void onAnotherThread(Runnable work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(work).get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void insertThroughDataSource(Database database) {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("insert into imports values (gen_random_uuid()::text, 1, now())");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long imports(Database database) {
    return database.query(
        handle -> handle.select("select count(*) from imports").mapTo(Long.class).one());
  }

  /** Counts what is logged. */
  private static final class TriesHandler extends Handler {
    private final AtomicInteger tries;

    TriesHandler(AtomicInteger tries) {
      this.tries = tries;
    }

    @Override
    public void publish(LogRecord entry) {
      tries.incrementAndGet();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
