package dev.luna.db;

import de.bytefish.pgbulkinsert.row.SimpleRow;
import de.bytefish.pgbulkinsert.row.SimpleRowWriter;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/** Writes many rows into a table with COPY, in the transaction of the handle. */
public final class Copy {
  private final SimpleRowWriter.Table table;

  public Copy(String table, String... columns) {
    this.table = new SimpleRowWriter.Table(table, columns);
  }

  /** Writes a row for each item; does nothing where there are none. */
  public <T> void write(Handle handle, Collection<T> items, BiConsumer<SimpleRow, T> row) {
    if (items.isEmpty()) {
      return;
    }
    try (var writer =
        new SimpleRowWriter(table, handle.getConnection().unwrap(PGConnection.class))) {
      items.forEach(item -> writer.startRow(columns -> row.accept(columns, item)));
    } catch (SQLException e) {
      throw new IllegalStateException("COPY into " + table.getTable() + " failed", e);
    }
  }
}
