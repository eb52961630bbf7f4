package dev.luna.db;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Gives the connection of the open transaction where there is one, so that a library's statements
 * become part of it. The library cannot end that transaction.
 */
final class JoiningDataSource implements DataSource {
  private static final Set<String> KEPT = Set.of("close", "commit", "rollback", "setAutoCommit");

  private final DataSource pool;
  private final Supplier<@Nullable Connection> open;

  JoiningDataSource(DataSource pool, Supplier<@Nullable Connection> open) {
    this.pool = pool;
    this.open = open;
  }

  @Override
  public Connection getConnection() throws SQLException {
    var joined = open.get();
    return joined == null ? pool.getConnection() : guarded(joined);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return pool.getConnection(user, password);
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    pool.setLogWriter(out);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(JoiningDataSource.class.getName());
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return pool.isWrapperFor(type);
  }

  private static Connection guarded(Connection joined) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (KEPT.contains(method.getName())) {
                return null;
              }
              try {
                return method.invoke(joined, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
