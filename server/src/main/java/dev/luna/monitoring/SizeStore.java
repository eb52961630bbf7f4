package dev.luna.monitoring;

import dev.luna.db.Database;

/** How much room the database takes. */
public final class SizeStore {
  private final Database database;

  public SizeStore(Database database) {
    this.database = database;
  }

  /** In bytes, with indexes, as its server says. */
  public long database() {
    return database.query(handle ->
        handle.select("select pg_database_size(current_database())").mapTo(Long.class).one());
  }
}
