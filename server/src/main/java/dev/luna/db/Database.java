package dev.luna.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * One bounded pool of connections with transactions that nest: what runs inside {@link
 * #transaction} on the same thread joins it, the work engine's own statements included.
 */
public final class Database implements AutoCloseable {
  private static final int LONGEST_STATEMENT_SECONDS = 600;
  private static final int MIGRATION_TRIES = 60;

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final ScopedValue<Handle> current = ScopedValue.newInstance();

  /**
   * Bounds of a pool.
   *
   * @param name shown in metrics and as the application name on the server
   * @param size most connections
   * @param timeoutMillis longest wait for a connection
   * @param statementMillis longest statement; 0 for work that may take its time
   */
  public record Bounds(String name, int size, int timeoutMillis, int statementMillis) {}

  private Database(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
    // Values of parameters can be secrets and have no place in messages.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.SHORT_STATEMENT);
  }

  /** Opens a pool; connects when first used, so that a database that is away does not stop us. */
  public static Database open(DatabaseAddress address, Bounds bounds) {
    var config = new HikariConfig();
    config.setPoolName(bounds.name());
    config.setJdbcUrl(address.url());
    if (!address.user().isEmpty()) {
      config.setUsername(address.user());
      config.setPassword(address.password());
    }
    config.setMaximumPoolSize(bounds.size());
    config.setMinimumIdle(Math.min(2, bounds.size()));
    config.setConnectionTimeout(bounds.timeoutMillis());
    config.setValidationTimeout(Math.min(1000, bounds.timeoutMillis()));
    config.setInitializationFailTimeout(-1);
    // A pool whose first connection breaks while it asks for the default would never recover.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.addDataSourceProperty("ApplicationName", "luna-admin " + bounds.name());
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("loginTimeout", String.valueOf(seconds(bounds.timeoutMillis())));
    config.addDataSourceProperty("connectTimeout", String.valueOf(seconds(bounds.timeoutMillis())));
    // A node that is frozen or cut off must not keep its locks for as long as TCP would wait.
    String lifeSigns =
        """
        set idle_in_transaction_session_timeout = '30s';
        set tcp_keepalives_idle = 5;
        set tcp_keepalives_interval = 5;
        set tcp_keepalives_count = 3
        """;
    config.setConnectionInitSql(lifeSigns);
    config.addDataSourceProperty("socketTimeout", String.valueOf(LONGEST_STATEMENT_SECONDS));
    if (bounds.statementMillis() > 0) {
      config.setConnectionInitSql(
          lifeSigns + "; set statement_timeout = " + bounds.statementMillis());
      config.addDataSourceProperty(
          "socketTimeout", String.valueOf(seconds(bounds.statementMillis()) + 5));
    }
    return new Database(new HikariDataSource(config));
  }

  /**
   * Brings the schema up to date; safe when several processes start at once. A database that is
   * away is waited for.
   *
   * @throws RuntimeException if the database does not come, or refuses
   */
  public void migrate() {
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:db/migration")
        .connectRetries(MIGRATION_TRIES)
        // The library's own pauses double: it would sleep for minutes beside a server that is back.
        .connectRetriesInterval(1)
        .load()
        .migrate();
  }

  /** Runs {@code work} in a transaction, or in the one that is open on this thread. */
  public <T> T transaction(Function<Handle, T> work) {
    if (current.isBound()) {
      return work.apply(current.get());
    }
    return jdbi.inTransaction(
        handle -> ScopedValue.where(current, handle).call(() -> work.apply(handle)));
  }

  /**
   * Like {@link #transaction}, where no statement may take longer than so many seconds.
   *
   * @throws RuntimeException that is {@link #isUnavailable} if one does
   */
  public <T> T bounded(int seconds, Function<Handle, T> work) {
    return transaction(handle -> {
      handle.execute("select set_config('statement_timeout', ?, true)", seconds + "s");
      return work.apply(handle);
    });
  }

  /** Like {@link #transaction} for work without an answer. */
  public void inTransaction(Consumer<Handle> work) {
    var _ =
        transaction(handle -> {
          work.accept(handle);
          return true;
        });
  }

  /** Runs single statements: in the open transaction if there is one, else each by itself. */
  public <T> T query(Function<Handle, T> work) {
    return current.isBound() ? work.apply(current.get()) : jdbi.withHandle(work::apply);
  }

  /** A source of connections for libraries; inside {@link #transaction} it gives that one. */
  public DataSource dataSource() {
    return new JoiningDataSource(pool, this::openConnection);
  }

  /** Has the pool measured from now on; once. */
  public void measure(MetricsTrackerFactory factory) {
    pool.setMetricsTrackerFactory(factory);
  }

  /** Answers within the pool's timeout, or throws. */
  public void check() {
    var _ = query(handle -> handle.select("select 1").mapTo(Integer.class).one());
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Whether {@code failure} says that the database is away, starting, stopping or overrun. */
  public static boolean isUnavailable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException
          || (cause instanceof SQLException sql && isUnavailable(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether repeating the transaction may help: {@link #isUnavailable}, deadlocks, lock timeouts.
   */
  public static boolean isTransient(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith("40")
              || sql.getSQLState().equals("55P03")
              || isPartitionGone(sql))) {
        return true;
      }
    }
    return isUnavailable(failure);
  }

  /** Whether {@code failure} says that a row with the same key came first. */
  public static boolean isDuplicate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether {@code failure} says that a row with the same key, or without its parent, came first.
   */
  public static boolean isConflict(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith("23")) {
        return true;
      }
    }
    return false;
  }

  /** Whether the server ended the transaction so that others could go on. */
  public static boolean isDeadlock(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && "40P01".equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /** A version was taken out between the look for its partition and the write to it. */
  private static boolean isPartitionGone(SQLException failure) {
    return "23514".equals(failure.getSQLState())
        && String.valueOf(failure.getMessage()).contains("no partition of relation");
  }

  private static boolean isUnavailable(@org.jspecify.annotations.Nullable String state) {
    // Class 08 connection, 53 resources, 57 operator intervention (shutdown, statement timeout).
    return state != null
        && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57"));
  }

  private @org.jspecify.annotations.Nullable Connection openConnection() {
    return current.isBound() ? current.get().getConnection() : null;
  }

  private static int seconds(int millis) {
    return Math.max(1, (millis + 999) / 1000);
  }
}
