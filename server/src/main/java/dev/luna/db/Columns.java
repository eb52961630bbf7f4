package dev.luna.db;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** Values as columns have them, where the driver needs help. */
public final class Columns {
  private Columns() {}

  /** The elements of an array; {@code none} where it is null. */
  @SuppressWarnings("unchecked")
  public static <T> T[] array(ResultSet row, String column, T[] none) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? none : (T[]) array.getArray();
  }

  /** A time. Not as a Timestamp: that one counts days before 1582 by another calendar. */
  public static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** A time that may be missing. */
  public static @Nullable Instant optionalTime(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** A time as a parameter whose type the server need not guess. */
  public static @Nullable OffsetDateTime parameter(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** Bytes as an array parameter, which the driver does not take as objects. */
  public static Argument parameter(List<byte[]> values) {
    byte[][] array = values.toArray(new byte[0][]);
    return (position, statement, context) ->
        statement.setArray(position, statement.getConnection().createArrayOf("bytea", array));
  }

  /** A time for COPY. */
  public static @Nullable ZonedDateTime copied(@Nullable Instant time) {
    return time == null ? null : time.atZone(ZoneOffset.UTC);
  }

  /** A small number for COPY. */
  public static @Nullable Short copied(@Nullable Integer number) {
    return number == null ? null : number.shortValue();
  }
}
