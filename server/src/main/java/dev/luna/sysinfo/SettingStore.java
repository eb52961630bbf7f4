package dev.luna.sysinfo;

import dev.luna.db.Database;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The table {@code system_settings}. */
public final class SettingStore {
  private final Database database;

  public SettingStore(Database database) {
    this.database = database;
  }

  /** A setting as it is known. */
  record Known(int id, Instant createTime, Instant lastUpdateTime) {}

  /** Adds settings that are new, and moves the time of those with another value than before. */
  void record(Map<String, String> values, Instant now) {
    database.inTransaction(handle -> {
      handle
          .createUpdate(
              """
              update system_settings as s
              set value = given.value,
                  last_update_time = :now
              from unnest(:names, :values) as given (name, value)
              where s.name = given.name
                and s.value <> given.value
              """)
          .bindArray("names", String.class, values.keySet().toArray())
          .bindArray("values", String.class, values.values().toArray())
          .bind("now", now)
          .execute();
      // Those that are there are left out before the insertion, which would use up their numbers.
      handle
          .createUpdate(
              """
              insert into system_settings (name, value, create_time, last_update_time)
              select given.name, given.value, :now, :now
              from unnest(:names, :values) with ordinality as given (name, value, place)
              where not exists (select from system_settings as s where s.name = given.name)
              order by given.place
              on conflict (name) do nothing
              """)
          .bindArray("names", String.class, values.keySet().toArray())
          .bindArray("values", String.class, values.values().toArray())
          .bind("now", now)
          .execute();
    });
  }

  Map<String, Known> all() {
    return database.query(handle ->
        handle
            .select(
                """
                select setting_id, name, create_time, last_update_time
                from system_settings
                """)
            .reduceRows(
                new TreeMap<String, Known>(),
                (all, row) -> {
                  all.put(
                      row.getColumn("name", String.class),
                      new Known(
                          row.getColumn("setting_id", Integer.class),
                          row.getColumn("create_time", Instant.class),
                          row.getColumn("last_update_time", Instant.class)));
                  return all;
                }));
  }
}
