package dev.luna.descriptors;

import dev.luna.db.Database;
import java.time.Instant;
import java.util.Optional;

/** The table {@code default_descriptors}. */
public final class DefaultVersionStore {
  private final Database database;

  public DefaultVersionStore(Database database) {
    this.database = database;
  }

  Optional<Integer> find(String kind) {
    return database.query(handle ->
        handle
            .select("select version from default_descriptors where kind = :kind")
            .bind("kind", kind)
            .mapTo(Integer.class)
            .findOne());
  }

  /** Sets the default version of a kind. */
  void put(String kind, int version, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into default_descriptors (kind, version, change_time)
                values (:kind, :version, :now)
                on conflict (kind) do update
                set version = excluded.version,
                    change_time = excluded.change_time
                """)
            .bind("kind", kind)
            .bind("version", version)
            .bind("now", now)
            .execute());
  }
}
