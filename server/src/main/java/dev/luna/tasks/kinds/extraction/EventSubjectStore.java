package dev.luna.tasks.kinds.extraction;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.events.EventDescriptorStore;
import dev.luna.events.EventPartitionStore;
import dev.luna.extraction.ModelKind;
import dev.luna.imagestore.Bucket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Events: face and body descriptors and basic attributes beside those that they have. */
final class EventSubjectStore implements Subjects {
  private static final String LACKING_DESCRIPTOR =
      """
      select d.event_id as id, d.create_time
      from %4$s as d
      where d.descriptor_version = %1$d
        and %3$s
        and not exists (
          select from %4$s as wanted
          where wanted.event_id = d.event_id
            and wanted.create_time = d.create_time
            and wanted.descriptor_version = %2$d
        )
      """;

  private static final String LACKING_ATTRIBUTES =
      """
      select d.event_id as id, d.create_time
      from events as d
      where (d.age is null or d.gender is null or d.ethnic_group is null)
        and d.face_samples <> '{}'
        and %3$s
      """;

  private final Database database;
  private final EventPartitionStore partitions;

  EventSubjectStore(Database database) {
    this.database = database;
    this.partitions = new EventPartitionStore(database);
  }

  @Override
  public Bucket bucket(Wanted wanted) {
    return wanted.model().kind() == ModelKind.BODY_DESCRIPTOR
        ? Bucket.BODIES_SAMPLES
        : Bucket.FACES_SAMPLES;
  }

  @Override
  public Count count(Wanted wanted, IdRange ids, int size) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select count(*) as objects,
                      array_agg(id order by id) filter (where place > 0 and place % :size = 0) as cuts
                    from (
                      select id, row_number() over (order by id) - 1 as place
                      from (<lacking>) as lacking
                      where <owned>
                    ) as numbered
                    """),
                wanted,
                ids,
                null,
                List.of())
            .define(
                "owned",
                wanted.accountId() == null
                    ? "true"
                    : """
                    exists (
                      select from events
                      where event_id = lacking.id
                        and events.create_time = lacking.create_time
                        and account_id = :account
                    )
                    """)
            .bind("size", size)
            .map((row, context) ->
                new Count(row.getLong("objects"), List.of(Columns.array(row, "cuts", new UUID[0]))))
            .one());
  }

  @Override
  public List<Candidate> next(Wanted wanted, IdRange ids, @Nullable UUID after, int limit) {
    return select(wanted, ids, after, List.of(), limit);
  }

  @Override
  public List<Candidate> among(Wanted wanted, List<UUID> ids) {
    return ids.isEmpty()
        ? List.of()
        : select(wanted, new IdRange(null, null), null, ids, ids.size());
  }

  @Override
  public void makeRoom(Wanted wanted, List<Candidate> candidates) {
    if (wanted.model().kind() != ModelKind.BASIC_ATTRIBUTES) {
      partitions.ensureDescriptors(
          kind(wanted),
          wanted.version(),
          candidates.stream()
              .map(candidate -> Objects.requireNonNull(candidate.createTime()))
              .toList());
    }
  }

  @Override
  public Set<UUID> write(Wanted wanted, List<Read> reads) {
    return database.transaction(handle ->
        wanted.model().kind() == ModelKind.BASIC_ATTRIBUTES
            ? addAttributes(handle, reads)
            : addDescriptors(handle, wanted, reads));
  }

  @Override
  public Set<UUID> changed(List<Candidate> candidates) {
    return Set.of();
  }

  /** The fence of the subquery keeps the order of ids, and events from being read for all. */
  private List<Candidate> select(
      Wanted wanted, IdRange ids, @Nullable UUID after, List<UUID> only, int limit) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select lacking.id, lacking.create_time, e.account_id, e.samples,
                      exists (
                        select from images
                        where image_id = e.samples[1]
                          and bucket = :bucket
                      ) as stored
                    from (
                      <lacking>
                      order by id
                      offset 0
                    ) as lacking
                    cross join lateral (
                      select account_id, <samples> as samples
                      from events
                      where event_id = lacking.id
                        and events.create_time = lacking.create_time
                      offset 0
                    ) as e
                    where <owned>
                      and not exists (
                        select from extraction_failures as failed
                        where failed.object_id = lacking.id
                          and failed.model = :model
                          and failed.samples = e.samples
                      )
                    order by lacking.id
                    limit :limit
                    """),
                wanted,
                ids,
                after,
                only)
            .define("owned", wanted.accountId() == null ? "true" : "e.account_id = :account")
            .define(
                "samples",
                bucket(wanted) == Bucket.BODIES_SAMPLES ? "body_samples" : "face_samples")
            .bind("bucket", bucket(wanted).wireName())
            .bind("model", wanted.model().fingerprint())
            .bind("limit", limit)
            .map((row, context) ->
                new Candidate(
                    row.getObject("id", UUID.class),
                    Columns.time(row, "create_time"),
                    row.getObject("account_id", UUID.class),
                    List.of(Columns.array(row, "samples", new UUID[0])),
                    0,
                    row.getBoolean("stored")))
            .list());
  }

  private static <T extends SqlStatement<T>> T bind(
      T statement, Wanted wanted, IdRange ids, @Nullable UUID after, List<UUID> only) {
    boolean isDescriptor = wanted.model().kind() != ModelKind.BASIC_ATTRIBUTES;
    var range =
        new Conditions()
            .when(ids.from(), "d.event_id >= :from")
            .when(ids.before(), "d.event_id < :before")
            .when(after, "d.event_id > :after")
            .when(only, "d.event_id = any(:only)")
            .when(wanted.created().from(), "d.create_time >= :createdFrom")
            .when(wanted.created().before(), "d.create_time < :createdBefore");
    return statement
        .define(
            "lacking",
            (isDescriptor ? LACKING_DESCRIPTOR : LACKING_ATTRIBUTES)
                .formatted(
                    wanted.defaultVersion(), wanted.model().version(), range, kind(wanted).table()))
        .bind("from", ids.from())
        .bind("before", ids.before())
        .bind("after", after)
        .bindArray("only", UUID.class, only)
        .bind("account", wanted.accountId())
        .bind("createdFrom", Columns.parameter(wanted.created().from()))
        .bind("createdBefore", Columns.parameter(wanted.created().before()));
  }

  /** Events that are being removed are waited for, so that no descriptor is left without one. */
  private static Set<UUID> addDescriptors(Handle handle, Wanted wanted, List<Read> reads) {
    var kind = kind(wanted);
    var written =
        bindKeys(
                handle.select(
                    """
                    with current as (
                      select event_id, create_time, read.descriptor
                      from unnest(:ids::uuid[], :times::timestamptz[], :descriptors)
                        as read (event_id, create_time, descriptor)
                      join events using (event_id, create_time)
                      order by event_id
                      for share of events
                    )
                    insert into <table> (event_id, create_time, descriptor_version, descriptor)
                    select event_id, create_time, :version, descriptor
                    from current
                    on conflict do nothing
                    returning event_id
                    """),
                reads)
            .define("table", kind.table())
            .bind("descriptors", Columns.parameter(Reads.descriptors(reads)))
            .bind("version", wanted.version())
            .mapTo(UUID.class)
            .collect(Collectors.toSet());
    Counters.add(
        handle,
        kind == EventDescriptorStore.Kind.FACE
            ? Counter.EVENT_FACE_DESCRIPTORS
            : Counter.EVENT_BODY_DESCRIPTORS,
        Map.of(wanted.version(), (long) written.size()));
    return written;
  }

  private static Set<UUID> addAttributes(Handle handle, List<Read> reads) {
    return Reads.bindAttributes(
            bindKeys(
                handle.select(
                    """
                    update events as e
                    set age = coalesce(e.age, read.age),
                        gender = coalesce(e.gender, read.gender),
                        ethnic_group = coalesce(e.ethnic_group, read.ethnicity)
                    from unnest(:ids::uuid[], :times::timestamptz[], :ages::smallint[],
                      :genders::smallint[], :ethnicities::smallint[])
                      as read (event_id, create_time, age, gender, ethnicity)
                    where e.event_id = read.event_id
                      and e.create_time = read.create_time
                      and (e.age is null or e.gender is null or e.ethnic_group is null)
                    returning e.event_id
                    """),
                reads),
            reads)
        .mapTo(UUID.class)
        .collect(Collectors.toSet());
  }

  private static <T extends SqlStatement<T>> T bindKeys(T statement, List<Read> reads) {
    return statement
        .bindArray("ids", UUID.class, reads.stream().map(read -> read.candidate().id()).toList())
        .bindArray(
            "times",
            String.class,
            reads.stream().map(read -> String.valueOf(read.candidate().createTime())).toList());
  }

  private static EventDescriptorStore.Kind kind(Wanted wanted) {
    return wanted.model().kind() == ModelKind.BODY_DESCRIPTOR
        ? EventDescriptorStore.Kind.BODY
        : EventDescriptorStore.Kind.FACE;
  }
}
