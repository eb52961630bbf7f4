package dev.luna.transfer;

import dev.luna.db.Database;

/** The snapshot that an export reads. */
final class ExportStore {
  private final Database database;

  ExportStore(Database database) {
    this.database = database;
  }

  /**
   * Does {@code work} while nothing changes for it: a face never refers to a list that is missing.
   */
  void fromOneSnapshot(Runnable work) {
    database.inTransaction(handle -> {
      handle.execute("set transaction isolation level repeatable read, read only");
      // Whoever takes the lines may be slow.
      handle.execute("set local idle_in_transaction_session_timeout = 0");
      work.run();
    });
  }
}
