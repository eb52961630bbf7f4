package dev.luna.db;

import java.util.Map;

/**
 * Counts that never scan. Triggers add what a statement changed to {@code counter_deltas}, in the
 * same transaction and without touching a shared row; {@link #fold} adds the deltas up. A value is
 * the folded part plus what is not folded yet.
 */
public final class Counters {
  private static final int FOLDED_AT_ONCE = 20_000;

  private final Database database;

  public Counters(Database database) {
    this.database = database;
  }

  /** The value of one scope; 0 where nothing was ever counted. */
  public long value(Counter counter, String scope) {
    return database.query(handle ->
        handle
            .select(
                """
                select coalesce(sum(value), 0)
                from counter_values
                where counter = :counter
                  and scope = :scope
                """)
            .bind("counter", counter.key())
            .bind("scope", scope)
            .mapTo(Long.class)
            .one());
  }

  /** All scopes with a value other than 0; for counters with few scopes. */
  public Map<String, Long> values(Counter counter) {
    return database.query(handle ->
        handle
            .select(
                """
                select scope, value
                from counter_values
                where counter = :counter
                  and value <> 0
                """)
            .bind("counter", counter.key())
            .reduceRows(
                new java.util.TreeMap<String, Long>(),
                (all, row) -> {
                  all.put(row.getColumn("scope", String.class), row.getColumn("value", Long.class));
                  return all;
                }));
  }

  /** Adds up one portion of deltas and returns how many it took; any number of nodes may do it. */
  public int fold() {
    return database.transaction(handle ->
        handle
            .select(
                """
                with portion as (
                  select delta_id
                  from counter_deltas
                  order by delta_id
                  limit :limit
                  for update skip locked
                ), taken as (
                  delete from counter_deltas
                  where delta_id in (select delta_id from portion)
                  returning counter, scope, value, changed
                ), folded as (
                  insert into counters (counter, scope, value, changed)
                  select counter, scope, sum(value), max(changed)
                  from taken
                  group by counter, scope
                  order by counter, scope
                  on conflict (counter, scope) do update
                  set value = counters.value + excluded.value,
                      changed = greatest(counters.changed, excluded.changed)
                )
                select count(*) from taken
                """)
            .bind("limit", FOLDED_AT_ONCE)
            .mapTo(Integer.class)
            .one());
  }
}
