package dev.luna.db;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Counts that never scan. Triggers add what a statement changed to {@code counter_deltas}, in the
 * same transaction and without touching a shared row; {@link #fold} adds the deltas up. A value is
 * the folded part plus what is not folded yet.
 */
public final class Counters {
  private static final int FOLDED_AT_ONCE = 20_000;

  /** Up to here the rows before a page are passed over one by one. */
  private static final long NEAR = 1000;

  private final Database database;

  /**
   * A place in an order.
   *
   * @param below the positions there are less than this number; null for no bound
   * @param rest how many rows to pass over there
   */
  public record Place(@Nullable Long below, long rest) {}

  /**
   * A count.
   *
   * @param count of the rows from {@code from} on
   * @param from a position
   */
  public record Known(long count, long from) {}

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
                  and width = 63
                """)
            .bind("counter", counter.key())
            .bind("scope", scope)
            .mapTo(Long.class)
            .one());
  }

  /** The values of some counters in one scope, of each 0 where nothing was ever counted. */
  public ToLongFunction<Counter> values(Set<Counter> counters, String scope) {
    var values =
        database.query(handle ->
            numbers(
                handle
                    .select(
                        """
                        select counter as name, value
                        from counter_values
                        where counter = any(:counters)
                          and scope = :scope
                          and width = 63
                        """)
                    .bindArray(
                        "counters", String.class, counters.stream().map(Counter::key).toArray())
                    .bind("scope", scope)));
    return counter -> values.getOrDefault(counter.key(), 0L);
  }

  /** The values of some scopes, those only that were ever counted. */
  public Map<String, Long> values(Counter counter, Collection<String> scopes) {
    return database.query(handle ->
        numbers(
            handle
                .select(
                    """
                    select scope as name, sum(value) as value
                    from counter_values
                    where counter = :counter
                      and scope = any(:scopes)
                      and width = 63
                    group by scope
                    """)
                .bind("counter", counter.key())
                .bindArray("scopes", String.class, scopes)));
  }

  /** All scopes with a value other than 0; for counters with few scopes. */
  public Map<String, Long> values(Counter counter) {
    return database.query(handle ->
        numbers(
            handle
                .select(
                    """
                    select scope as name, value
                    from counter_values
                    where counter = :counter
                      and width = 63
                      and value <> 0
                    """)
                .bind("counter", counter.key())));
  }

  private static Map<String, Long> numbers(Query query) {
    return query.reduceRows(
        new TreeMap<>(),
        (all, row) -> {
          all.put(row.getColumn("name", String.class), row.getColumn("value", Long.class));
          return all;
        });
  }

  /**
   * Where the rows behind the first {@code skip} ones are, in descending order of positions: found
   * by the numbers of rows in buckets, so that a deep page costs about as much as the first one.
   */
  public Place seek(Counter counter, String scope, long skip) {
    if (skip < NEAR) {
      return new Place(null, skip);
    }
    return database.query(handle ->
        handle
            .select("select below, rest from seek(:counter, :scope, :skip)")
            .bind("counter", counter.key())
            .bind("scope", scope)
            .bind("skip", skip)
            .map((row, context) ->
                new Place(row.getObject("below", Long.class), row.getLong("rest")))
            .one());
  }

  /**
   * How many rows have positions from a number on, but for the few with positions before {@link
   * Known#from()}, which are to be counted one by one.
   */
  public Known countFrom(Counter counter, String scope, long position) {
    return database.query(handle ->
        handle
            .select("select known, known_from from count_at_or_above(:counter, :scope, :position)")
            .bind("counter", counter.key())
            .bind("scope", scope)
            .bind("position", position)
            .map((row, context) -> new Known(row.getLong("known"), row.getLong("known_from")))
            .one());
  }

  /** Where parts of a range of positions begin that have about {@code size} rows each. */
  public List<Long> cut(Counter counter, String scope, long from, long before, long size) {
    return database.query(handle ->
        handle
            .select("select cut(:counter, :scope, :from, :before, :size)")
            .bind("counter", counter.key())
            .bind("scope", scope)
            .bind("from", from)
            .bind("before", before)
            .bind("size", size)
            .mapTo(Long.class)
            .list());
  }

  /**
   * Counts rows that were added, by version, in the transaction that adds them: for partitioned
   * tables, where a trigger on insertion would make COPY several times slower.
   */
  public static void add(Handle handle, Counter counter, Map<Integer, Long> byVersion) {
    byVersion.forEach((version, count) ->
        handle
            .createUpdate(
                """
                insert into counter_deltas (counter, scope, value)
                values (:counter, :version::text, :count)
                """)
            .bind("counter", counter.key())
            .bind("version", version)
            .bind("count", count)
            .execute());
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
                  returning counter, scope, width, bucket, value, changed
                ), folded as (
                  insert into counters (counter, scope, width, bucket, value, changed)
                  select counter, scope, width, bucket, sum(value), max(changed)
                  from taken
                  group by counter, scope, width, bucket
                  order by counter, scope, width, bucket
                  on conflict (counter, scope, width, bucket) do update
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
