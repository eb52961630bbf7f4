package dev.luna.descriptors;

import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.descriptors.Coverage.Share;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts which objects have descriptors of which versions. */
public final class CoverageStore {
  /** How long one version of one type of objects may be counted. */
  private static final int SECONDS = 3;

  private static final int ACCOUNTS = 100;

  private final Database database;
  private final Counters counters;

  public CoverageStore(Database database) {
    this.database = database;
    this.counters = new Counters(database);
  }

  /** The versions that objects have, in their order. */
  public List<Integer> versions(Source source) {
    return database.query(handle ->
        handle
            .select(
                """
                select scope::integer
                from counter_values
                where counter = :counter
                group by scope
                having sum(value) > 0
                order by 1
                """)
            .bind("counter", source.counter().key())
            .mapTo(Integer.class)
            .list());
  }

  /**
   * Counts a version.
   *
   * @param model fingerprint of the model that extracts it; null if none is configured
   */
  public Coverage of(Source source, int version, int defaultVersion, @Nullable String model) {
    long count = counters.value(source.counter(), String.valueOf(version));
    try {
      var accounts =
          database.bounded(SECONDS, handle -> shares(source, version, defaultVersion, model));
      return new Coverage(
          source,
          version,
          count,
          accounts.stream().mapToLong(Share::lacking).sum(),
          accounts.stream().mapToLong(Share::failed).sum(),
          accounts.stream().limit(ACCOUNTS).toList());
    } catch (RuntimeException e) {
      if (!Database.isUnavailable(e)) {
        throw e;
      }
      return estimate(source, version, defaultVersion);
    }
  }

  /** Takes a version from counters, at once. */
  public Coverage estimate(Source source, int version, int defaultVersion) {
    long count = counters.value(source.counter(), String.valueOf(version));
    long wanted = counters.value(source.counter(), String.valueOf(defaultVersion));
    return new Coverage(source, version, count, Math.max(0, wanted - count), 0, null);
  }

  private List<Share> shares(
      Source source, int version, int defaultVersion, @Nullable String model) {
    return database.query(handle ->
        handle
            .select(
                """
                select owners.account_id,
                  count(*) filter (where wanted.descriptor_version is not null) as covered,
                  count(*) filter (where wanted.descriptor_version is null) as lacking,
                  count(*) filter (where wanted.descriptor_version is null and failed.model is not null)
                    as failed
                from <table> as present
                join <owners> as owners using (<key>)
                left join (
                  select <key>, descriptor_version
                  from <table>
                  where descriptor_version = <version>
                ) as wanted using (<key>)
                left join extraction_failures as failed
                  on failed.object_id = <id>
                  and failed.model = :model
                where present.descriptor_version = <default>
                group by owners.account_id
                order by count(*) desc, owners.account_id
                """)
            .define("table", source.counter().key())
            .define("owners", source.owners())
            .define("key", source.key())
            .define("id", source == Source.FACES ? "face_id" : "event_id")
            .define("version", version)
            .define("default", defaultVersion)
            .bind("model", model)
            .map((row, context) ->
                new Share(
                    row.getObject("account_id", UUID.class),
                    row.getLong("covered"),
                    row.getLong("lacking"),
                    row.getLong("failed")))
            .list());
  }
}
