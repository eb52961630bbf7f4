package dev.luna.tasks.kinds.extraction;

import dev.luna.db.Columns;
import dev.luna.db.Conditions;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.extraction.ModelKind;
import dev.luna.faces.DescriptorStore;
import dev.luna.imagestore.Bucket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Faces: descriptors and basic attributes beside those that they have. */
final class FaceSubjectStore implements Subjects {
  private static final String LACKING_DESCRIPTOR =
      """
      select d.face_id as id
      from face_descriptors as d
      where d.descriptor_version = %1$d
        and %3$s
        and not exists (
          select from face_descriptors as wanted
          where wanted.face_id = d.face_id
            and wanted.descriptor_version = %2$d
        )
      """;

  private static final String LACKING_ATTRIBUTES =
      """
      select d.face_id as id
      from face_attributes as d
      where (d.age is null or d.gender is null or d.ethnicity is null)
        and d.samples <> '{}'
        and %3$s
      """;

  private final Database database;
  private final DescriptorStore descriptors;

  FaceSubjectStore(Database database) {
    this.database = database;
    this.descriptors = new DescriptorStore(database);
  }

  @Override
  public Bucket bucket(Wanted wanted) {
    return Bucket.FACES_SAMPLES;
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
    if (wanted.model().kind() == ModelKind.FACE_DESCRIPTOR) {
      descriptors.ensurePartition(wanted.version());
    }
  }

  @Override
  public Set<UUID> write(Wanted wanted, List<Read> reads) {
    return database.transaction(handle -> {
      var written =
          wanted.model().kind() == ModelKind.FACE_DESCRIPTOR
              ? addDescriptors(handle, wanted, reads)
              : addAttributes(handle, reads);
      descriptors.touchLists(written.stream().map(UUID::toString).toList());
      return written;
    });
  }

  @Override
  public Set<UUID> changed(List<Candidate> candidates) {
    return database.query(handle ->
        bindKeys(
                handle.select(
                    """
                    select face_id
                    from face_attributes
                    join unnest(:ids::uuid[], :generations::integer[]) as read (face_id, generation)
                      using (face_id)
                    where face_attributes.generation <> read.generation
                    """),
                candidates)
            .mapTo(UUID.class)
            .set());
  }

  /** The fence of the subquery keeps the order of ids, and attributes from being read for all. */
  private List<Candidate> select(
      Wanted wanted, IdRange ids, @Nullable UUID after, List<UUID> only, int limit) {
    return database.query(handle ->
        bind(
                handle.select(
                    """
                    select lacking.id, a.account_id, a.samples, a.generation,
                      exists (
                        select from images
                        where image_id = a.samples[1]
                          and bucket = :bucket
                      ) as stored
                    from (
                      <lacking>
                      order by id
                      offset 0
                    ) as lacking
                    cross join lateral (
                      select account_id, samples, generation
                      from face_attributes
                      where face_id = lacking.id
                      offset 0
                    ) as a
                    where <owned>
                      and not exists (
                        select from extraction_failures as failed
                        where failed.object_id = lacking.id
                          and failed.model = :model
                          and failed.samples = a.samples
                          and failed.generation = a.generation
                      )
                    order by lacking.id
                    limit :limit
                    """),
                wanted,
                ids,
                after,
                only)
            .bind("bucket", bucket(wanted).wireName())
            .bind("model", wanted.model().fingerprint())
            .bind("limit", limit)
            .map((row, context) ->
                new Candidate(
                    row.getObject("id", UUID.class),
                    null,
                    row.getObject("account_id", UUID.class),
                    List.of(Columns.array(row, "samples", new UUID[0])),
                    row.getInt("generation"),
                    row.getBoolean("stored")))
            .list());
  }

  private static <T extends SqlStatement<T>> T bind(
      T statement, Wanted wanted, IdRange ids, @Nullable UUID after, List<UUID> only) {
    boolean isDescriptor = wanted.model().kind() == ModelKind.FACE_DESCRIPTOR;
    var owner =
        new Conditions()
            .when(wanted.accountId(), "account_id = :account")
            .when(wanted.created().from(), "create_time >= :createdFrom")
            .when(wanted.created().before(), "create_time < :createdBefore")
            .toString();
    var range =
        new Conditions()
            .when(ids.from(), "d.face_id >= :from")
            .when(ids.before(), "d.face_id < :before")
            .when(after, "d.face_id > :after")
            .when(only, "d.face_id = any(:only)");
    return statement
        .define(
            "lacking",
            (isDescriptor ? LACKING_DESCRIPTOR : LACKING_ATTRIBUTES)
                .formatted(wanted.defaultVersion(), wanted.model().version(), range))
        .define(
            "owned",
            owner.equals("true")
                ? owner
                : "exists (select from faces where face_id = lacking.id and " + owner + ")")
        .bind("from", ids.from())
        .bind("before", ids.before())
        .bind("after", after)
        .bindArray("only", UUID.class, only)
        .bind("account", wanted.accountId())
        .bind("createdFrom", Columns.parameter(wanted.created().from()))
        .bind("createdBefore", Columns.parameter(wanted.created().before()));
  }

  /** Samples that are being replaced are waited for: their generation is another one then. */
  private static Set<UUID> addDescriptors(Handle handle, Wanted wanted, List<Read> reads) {
    var written =
        bindKeys(
                handle.select(
                    """
                    with current as (
                      select face_id, read.descriptor, face_attributes.generation
                      from unnest(:ids::uuid[], :generations::integer[], :descriptors)
                        as read (face_id, generation, descriptor)
                      join face_attributes using (face_id)
                      where face_attributes.generation = read.generation
                      order by face_id
                      for share of face_attributes
                    )
                    insert into face_descriptors (face_id, descriptor_version, descriptor, generation)
                    select face_id, :version, descriptor, generation
                    from current
                    on conflict do nothing
                    returning face_id
                    """),
                reads.stream().map(Read::candidate).toList())
            .bind("descriptors", Columns.parameter(Reads.descriptors(reads)))
            .bind("version", wanted.version())
            .mapTo(UUID.class)
            .collect(Collectors.toSet());
    Counters.add(handle, Counter.FACE_DESCRIPTORS, Map.of(wanted.version(), (long) written.size()));
    return written;
  }

  private static Set<UUID> addAttributes(Handle handle, List<Read> reads) {
    return Reads.bindAttributes(
            bindKeys(
                handle.select(
                    """
                    update face_attributes as a
                    set age = coalesce(a.age, read.age),
                        gender = coalesce(a.gender, read.gender),
                        ethnicity = coalesce(a.ethnicity, read.ethnicity)
                    from unnest(:ids::uuid[], :generations::integer[], :ages::smallint[],
                      :genders::smallint[], :ethnicities::smallint[])
                      as read (face_id, generation, age, gender, ethnicity)
                    where a.face_id = read.face_id
                      and a.generation = read.generation
                      and (a.age is null or a.gender is null or a.ethnicity is null)
                    returning a.face_id
                    """),
                reads.stream().map(Read::candidate).toList()),
            reads)
        .mapTo(UUID.class)
        .collect(Collectors.toSet());
  }

  private static <T extends SqlStatement<T>> T bindKeys(T statement, List<Candidate> candidates) {
    return statement
        .bindArray("ids", UUID.class, candidates.stream().map(Candidate::id).toList())
        .bindArray(
            "generations", Integer.class, candidates.stream().map(Candidate::generation).toList());
  }
}
