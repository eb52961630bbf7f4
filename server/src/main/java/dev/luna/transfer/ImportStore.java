package dev.luna.transfer;

import dev.luna.db.Database;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code imports}: how far sources have come. */
final class ImportStore {
  private final Database database;

  ImportStore(Database database) {
    this.database = database;
  }

  /** How many lines of a source have been committed before. */
  long committed(String source) {
    Optional<Long> lines =
        database.query(handle ->
            handle
                .select("select lines from imports where source = :source")
                .bind("source", source)
                .mapTo(Long.class)
                .findOne());
    return lines.orElse(0L);
  }

  /** Commits {@code work} together with how many lines of the source are settled. */
  void commit(@Nullable String source, long lines, Instant now, Runnable work) {
    database.inTransaction(handle -> {
      work.run();
      if (source != null) {
        handle
            .createUpdate(
                """
                insert into imports (source, lines, last_update_time)
                values (:source, :lines, :now)
                on conflict (source) do update
                set lines = greatest(imports.lines, excluded.lines),
                    last_update_time = excluded.last_update_time
                """)
            .bind("source", source)
            .bind("lines", lines)
            .bind("now", now)
            .execute();
      }
    });
  }

  /** Forgets a source that was read to its end. */
  void finished(String source) {
    database.inTransaction(handle ->
        handle
            .createUpdate("delete from imports where source = :source")
            .bind("source", source)
            .execute());
  }
}
