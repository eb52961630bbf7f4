package dev.luna.secrets;

import dev.luna.db.Database;
import java.util.List;

/**
 * The table {@code secret_keys}: ids of the keys that secrets in this database may be encrypted
 * with.
 */
public final class KnownKeyStore {
  private final Database database;

  public KnownKeyStore(Database database) {
    this.database = database;
  }

  /**
   * Adds the keys of a process.
   *
   * @return false, and nothing is added, if the database knows keys and none of these
   */
  public boolean join(List<String> keyIds) {
    return database.transaction(handle -> {
      handle.execute("lock table secret_keys in share row exclusive mode");
      boolean isStranger =
          handle
              .select(
                  """
                  select exists (select from secret_keys)
                    and not exists (select from secret_keys where key_id = any(:ids))
                  """)
              .bindArray("ids", String.class, keyIds)
              .mapTo(Boolean.class)
              .one();
      if (!isStranger) {
        handle
            .createUpdate(
                """
                insert into secret_keys (key_id, create_time)
                select id, now()
                from unnest(:ids) as id
                on conflict do nothing
                """)
            .bindArray("ids", String.class, keyIds)
            .execute();
      }
      return !isStranger;
    });
  }

  /** Forgets which keys there were, since they are lost. */
  public void forget() {
    database.inTransaction(handle -> handle.createUpdate("delete from secret_keys").execute());
  }
}
