package dev.luna.tasks.kinds.gc;

import dev.luna.db.Counter;
import dev.luna.db.Database;
import dev.luna.db.Timeline;
import dev.luna.faces.FaceCollectionStore;
import dev.luna.faces.FaceCollectionStore.Removed;
import dev.luna.faces.FaceFilter;
import dev.luna.images.Images;
import dev.luna.images.Leftovers;
import dev.luna.imagestore.Bucket;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.TaskErrorStore;
import dev.luna.tasks.Work;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Faces with attributes, descriptors and links, in spans of time; on demand with their samples. */
final class FaceCollector implements Collector {
  private static final String FACE_IDS = "face_ids";
  private static final String FACE_SAMPLES = "face_samples";
  private final FaceCollectionStore faces;
  private final Spans spans;
  private final Database database;
  private final Leftovers leftovers;
  private final TaskErrorStore errors;

  FaceCollector(Database database, Leftovers leftovers, TaskErrorStore errors, int subtaskSize) {
    this.database = database;
    this.faces = new FaceCollectionStore(database);
    this.spans = new Spans(new Timeline(database, Counter.FACES), subtaskSize);
    this.leftovers = leftovers;
    this.errors = errors;
  }

  @Override
  public void check(GcContent content) {}

  @Override
  public Forecast forecast(GcContent content) {
    var filter = filter(content.filters());
    return Forecasts.of(
        database,
        () ->
            new Forecasts.Found(
                faces.shares(filter).stream()
                    .map(share ->
                        new Forecasts.Counted(
                            share.accountId(),
                            share.faces(),
                            share.bytes(),
                            share.oldest(),
                            share.newest()))
                    .toList(),
                faces.countHeld(filter, null, null),
                faces.examples(filter, Forecasts.EXAMPLES)),
        () -> spans.most(filter.accountId()));
  }

  @Override
  public Plan<GcPart> plan(long taskId, GcContent content) {
    return spans.cut(content.filters());
  }

  @Override
  public Plan<GcPart> planAgain(long taskId, GcContent content, Failed<GcPart> failed) {
    return Spans.again(failed);
  }

  @Override
  public Chunk<GcSummary> run(Work<GcContent, GcPart> work) {
    return work.part().failedOf() == null ? runSpan(work) : runFailed(work);
  }

  @Override
  public Optional<Culprit> culprit(Work<GcContent, GcPart> work) {
    Long failedOf = work.part().failedOf();
    if (failedOf != null) {
      return errors.objects(failedOf, work.position(), 1).stream()
          .findFirst()
          .map(id -> new Culprit(id, id));
    }
    return faces.next(filter(work), after(work)).map(key -> Spans.culprit(key));
  }

  @Override
  public List<String> lists() {
    return List.of(FACE_IDS, FACE_SAMPLES);
  }

  private Chunk<GcSummary> runSpan(Work<GcContent, GcPart> work) {
    var filter = filter(work);
    var after = after(work);
    var removed = faces.remove(filter, after, work.size());
    boolean finished = removed.size() < work.size();
    var last = finished ? null : removed.getLast().key();
    return chunk(
        work, removed, faces.countHeld(filter, after, last), last == null ? null : last.toString());
  }

  private Chunk<GcSummary> runFailed(Work<GcContent, GcPart> work) {
    long failedOf = Objects.requireNonNull(work.part().failedOf());
    var of = new Images.OfSubtask(work.taskId(), work.subtaskId());
    int taken = work.position() == null ? leftovers.takeOver(failedOf, of) : 0;
    var ids = errors.objects(failedOf, work.position(), work.size());
    var filter =
        filter(work.content().filters()).withIds(ids.stream().map(UUID::fromString).toList());
    var removed = ids.isEmpty() ? List.<Removed>of() : faces.remove(filter, null, work.size());
    var chunk = chunk(work, removed, 0, ids.size() < work.size() ? null : ids.getLast());
    return taken == 0 ? chunk : chunk.thatFollows();
  }

  private Chunk<GcSummary> chunk(
      Work<GcContent, GcPart> work, List<Removed> removed, long spared, @Nullable String position) {
    var items = new LinkedHashMap<String, List<String>>();
    items.put(FACE_IDS, removed.stream().map(face -> face.key().id().toString()).toList());
    if (work.content().removesSamples()) {
      var byObject =
          removed.stream()
              .collect(
                  Collectors.toMap(face -> face.key().id(), Removed::samples, (one, other) -> one));
      var of = new Images.OfSubtask(work.taskId(), work.subtaskId());
      items.put(
          FACE_SAMPLES,
          leftovers.leave(Bucket.FACES_SAMPLES, byObject, of).stream()
              .map(UUID::toString)
              .toList());
    }
    return new Chunk<>(
        position,
        removed.size(),
        new GcSummary(removed.size(), spared),
        work.content().listsItems() ? items : Map.of(),
        !items.getOrDefault(FACE_SAMPLES, List.of()).isEmpty(),
        Duration.ZERO);
  }

  private static Timeline.@Nullable Key after(Work<GcContent, GcPart> work) {
    String position = work.position();
    return position == null ? null : Timeline.Key.of(position);
  }

  private static FaceFilter filter(Work<GcContent, GcPart> work) {
    return filter(work.content().filters()).within(work.part().span());
  }

  private static FaceFilter filter(GcContent.Filters filters) {
    var externalIds = filters.externalIds();
    return new FaceFilter(
        filters.accountId(),
        filters.listId(),
        List.of(),
        filters.faceIdGte(),
        filters.faceIdLt(),
        filters.userData(),
        externalIds == null ? List.of() : externalIds,
        filters.created());
  }
}
