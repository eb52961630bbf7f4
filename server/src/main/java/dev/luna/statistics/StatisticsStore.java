package dev.luna.statistics;

import dev.luna.db.Database;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The sums of all nodes. */
final class StatisticsStore {
  private final Database database;

  StatisticsStore(Database database) {
    this.database = database;
  }

  /**
   * Adds amounts to the sums of their months, all or none of them.
   *
   * @param sequence grows from one addition of the process to the next; one that has been added is
   *     not added again, so that an addition whose answer was lost can be repeated
   */
  void add(UUID nodeId, long sequence, List<Amount> amounts) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                with flush as (
                  insert into statistics_flushes as known (node_id, sequence, flush_time)
                  values (:nodeId, :sequence, now())
                  on conflict (node_id) do update
                  set sequence = excluded.sequence, flush_time = excluded.flush_time
                  where known.sequence < excluded.sequence
                  returning node_id
                )
                insert into statistics as known
                  (month, topic, subject, detail, count, nanos, batches)
                select month, topic, subject, detail, count, nanos, batches
                from flush
                cross join unnest(
                    :months::text[],
                    :topics::text[],
                    :subjects::text[],
                    :details::text[],
                    :counts::bigint[],
                    :nanos::bigint[],
                    :batches::double precision[])
                  as given (month, topic, subject, detail, count, nanos, batches)
                order by month, topic, subject, detail
                on conflict (month, topic, subject, detail) do update
                set
                  count = known.count + excluded.count,
                  nanos = known.nanos + excluded.nanos,
                  batches = known.batches + excluded.batches
                """)
            .bind("nodeId", nodeId)
            .bind("sequence", sequence)
            .bind("months", texts(amounts, amount -> amount.key().month()))
            .bind("topics", texts(amounts, amount -> amount.key().topic().name()))
            .bind("subjects", texts(amounts, amount -> amount.key().subject()))
            .bind("details", texts(amounts, amount -> amount.key().detail()))
            .bind("counts", amounts.stream().map(Amount::count).toArray(Long[]::new))
            .bind("nanos", amounts.stream().map(Amount::nanos).toArray(Long[]::new))
            .bind("batches", amounts.stream().map(Amount::batches).toArray(Double[]::new))
            .execute());
  }

  /** All sums, the months in their order. */
  List<Amount> all() {
    return database.query(handle ->
        handle
            .select(
                """
                select month, topic, subject, detail, count, nanos, batches
                from statistics
                order by month, topic, subject, detail
                """)
            .map((row, context) ->
                new Amount(
                    new Key(
                        row.getString("month"),
                        Topic.valueOf(row.getString("topic")),
                        row.getString("subject"),
                        row.getString("detail")),
                    row.getLong("count"),
                    row.getLong("nanos"),
                    row.getDouble("batches")))
            .list());
  }

  /** Removes the sums of months before this one; returns how many. */
  int removeBefore(String month) {
    return database.query(handle ->
        handle
            .createUpdate("delete from statistics where month < :month")
            .bind("month", month)
            .execute());
  }

  /** Removes what is known of processes that are long gone; returns how many. */
  int removeOldFlushes() {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                delete from statistics_flushes
                where flush_time < now() - interval '31 days'
                """)
            .execute());
  }

  private static String[] texts(List<Amount> amounts, Function<Amount, String> part) {
    return amounts.stream().map(part).toArray(String[]::new);
  }
}
