package dev.luna.testing;

import dev.luna.db.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** How the database goes about the statements of some work. */
public final class Plans {
  private static final Pattern PARAMETER = Pattern.compile("\\?");

  private Plans() {}

  /** The plans, as for any values of parameters, of all statements that {@code work} runs. */
  public static List<String> of(Database database, Runnable work) {
    return database.transaction(handle -> {
      var statements = new ArrayList<String>();
      handle
          .getConfig(SqlStatements.class)
          .setSqlLogger(
              new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                  statements.add(context.getParsedSql().getSql());
                }
              });
      work.run();
      handle.getConfig(SqlStatements.class).setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
      return statements.stream().map(sql -> explain(handle, sql)).toList();
    });
  }

  private static String explain(Handle handle, String sql) {
    var numbered = new StringBuilder();
    var nulls = new ArrayList<String>();
    var matcher = PARAMETER.matcher(sql);
    while (matcher.find()) {
      nulls.add("null");
      matcher.appendReplacement(numbered, Matcher.quoteReplacement("$" + nulls.size()));
    }
    matcher.appendTail(numbered);
    handle.execute("set local plan_cache_mode = force_generic_plan");
    // Tables of tests are small enough to be read whole: now only those are that have no index.
    handle.execute("set local enable_seqscan = off");
    try (var statement = handle.getConnection().createStatement()) {
      statement.execute("prepare explained as " + numbered);
      var plan = new StringBuilder(numbered).append('\n');
      try (var rows =
          statement.executeQuery("explain execute explained(" + String.join(", ", nulls) + ")")) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      statement.execute("deallocate explained");
      return plan.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
