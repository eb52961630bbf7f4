package dev.luna.check;

import dev.luna.db.Database;
import dev.luna.imagestore.Bucket;
import java.util.List;

/** Recounts what is counted and follows references to images. */
final class CheckStore {
  private final Database database;

  CheckStore(Database database) {
    this.database = database;
  }

  /**
   * A counter that was wrong.
   *
   * @param scope what it counts for: an account, a list, a version; empty for all
   * @param buckets how many of its numbers by position were wrong besides
   */
  record Drift(String counter, String scope, long counted, long actual, long buckets) {}

  List<String> counters() {
    return database.query(handle ->
        handle.select("select counter from counted order by counter").mapTo(String.class).list());
  }

  /**
   * Recounts a counter and sets it right. What others add meanwhile is counted by them: the repair
   * is the difference in one snapshot, added as any other change.
   */
  List<Drift> repair(String counter) {
    return database.transaction(handle -> {
      handle.execute("set transaction isolation level repeatable read");
      // One check at a time, or two would repair the same drift. A lock, unlike a query, takes no
      // snapshot yet.
      handle.execute("lock table counted in share row exclusive mode");
      return handle
          .select(
              """
              with wrong as materialized (
                select * from audit(:counter)
              ), repaired as (
                insert into counter_deltas (counter, scope, width, bucket, value, changed)
                select :counter, scope, width, bucket, actual - counted, '-infinity'
                from wrong
              )
              select scope,
                coalesce(sum(counted) filter (where width = 63), 0)::bigint as counted,
                coalesce(sum(actual) filter (where width = 63), 0)::bigint as actual,
                count(*) filter (where width < 63) as buckets
              from wrong
              group by scope
              order by scope
              """)
          .bind("counter", counter)
          .map((row, context) ->
              new Drift(
                  counter,
                  row.getString("scope"),
                  row.getLong("counted"),
                  row.getLong("actual"),
                  row.getLong("buckets")))
          .list();
    });
  }

  /** Forgets numbers by position that have come to nothing; returns how many. */
  int forgetEmptyBuckets() {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                delete from counters
                where ctid in (
                  select ctid
                  from counters
                  where value = 0
                    and width < 63
                  for update skip locked
                )
                """)
            .execute());
  }

  /**
   * References to images that are not there.
   *
   * @param examples some of those who refer
   */
  record Dangling(String from, long count, List<String> examples) {}

  Dangling danglingOfFaces() {
    return dangling("faces", "face_attributes", "face_id", "samples", Bucket.FACES_SAMPLES);
  }

  Dangling danglingFaceSamplesOfEvents() {
    return dangling("events", "events", "event_id", "face_samples", Bucket.FACES_SAMPLES);
  }

  Dangling danglingBodySamplesOfEvents() {
    return dangling("events", "events", "event_id", "body_samples", Bucket.BODIES_SAMPLES);
  }

  private Dangling dangling(String from, String table, String id, String samples, Bucket bucket) {
    return database.query(handle ->
        handle
            .select(
                """
                with dangling as (
                  select referrer, row_number() over () as place
                  from (
                    select <id> as referrer, unnest(<samples>) as image_id
                    from <table>
                    where <samples> <> '{}'
                  ) as referred
                  where not exists (
                    select from images
                    where images.image_id = referred.image_id
                      and bucket = :bucket
                  )
                )
                select count(*) as number,
                  coalesce(array_agg(referrer::text) filter (where place <= 5), '{}') as examples
                from dangling
                """)
            .define("id", id)
            .define("samples", samples)
            .define("table", table)
            .bind("bucket", bucket.wireName())
            .map((row, context) ->
                new Dangling(
                    from,
                    row.getLong("number"),
                    List.of((String[]) row.getArray("examples").getArray())))
            .one());
  }
}
