package dev.luna.tasks.kinds.gc;

import dev.luna.db.Counter;
import dev.luna.db.Database;
import dev.luna.db.Timeline;
import dev.luna.events.Event;
import dev.luna.events.EventCollectionStore;
import dev.luna.events.EventCollectionStore.Removed;
import dev.luna.events.EventCollectionStore.Step;
import dev.luna.events.EventFilter;
import dev.luna.events.EventWeekStore;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events with their descriptors, in spans of time; on demand with samples and source images. */
final class EventCollector implements Collector {
  static final String EVENT_IDS = "event_ids";
  private static final String FACE_SAMPLES = "face_samples";
  private static final String BODY_SAMPLES = "body_samples";
  private static final String IMAGE_ORIGINS = "image_origins";
  private final EventCollectionStore events;
  private final EventWeeks weeks;
  private final Spans spans;
  private final Database database;
  private final Leftovers leftovers;
  private final TaskErrorStore errors;

  EventCollector(Database database, Leftovers leftovers, TaskErrorStore errors, int subtaskSize) {
    this.database = database;
    this.events = new EventCollectionStore(database);
    this.weeks = new EventWeeks(new EventWeekStore(database));
    this.spans = new Spans(new Timeline(database, Counter.EVENTS), subtaskSize);
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
                events.shares(filter).stream()
                    .map(share ->
                        new Forecasts.Counted(
                            share.accountId(),
                            share.events(),
                            share.bytes(),
                            share.oldest(),
                            share.newest()))
                    .toList(),
                events.countHeld(filter, null, null),
                events.examples(filter, Forecasts.EXAMPLES)),
        () -> spans.most(filter.accountId()));
  }

  @Override
  public Plan<GcPart> plan(long taskId, GcContent content) {
    var filters = content.filters();
    return weeks.canTake(content) ? weeks.plan(filters.created(), spans) : spans.cut(filters);
  }

  @Override
  public Plan<GcPart> planAgain(long taskId, GcContent content, Failed<GcPart> failed) {
    return Spans.again(failed);
  }

  @Override
  public Chunk<GcSummary> run(Work<GcContent, GcPart> work) {
    if (work.part().failedOf() != null) {
      return runFailed(work);
    }
    return weeks.run(work).orElseGet(() -> runSpan(work));
  }

  @Override
  public Optional<Culprit> culprit(Work<GcContent, GcPart> work) {
    Long failedOf = work.part().failedOf();
    if (failedOf != null) {
      return errors.objects(failedOf, work.position(), 1).stream()
          .findFirst()
          .map(id -> new Culprit(id, id));
    }
    return EventWeeks.isTakenOut(work)
        ? Optional.empty()
        : events.next(filter(work), after(work), 0).map(Spans::culprit);
  }

  @Override
  public List<String> lists() {
    return List.of(EVENT_IDS, FACE_SAMPLES, BODY_SAMPLES, IMAGE_ORIGINS);
  }

  @Override
  public void abandon(long taskId, GcContent content) {
    weeks.abandon(taskId);
  }

  private Chunk<GcSummary> runSpan(Work<GcContent, GcPart> work) {
    var filter = filter(work);
    var after = after(work);
    var step = events.remove(filter, after, work.size(), isTold(work.content()));
    var upTo = step.upTo();
    return chunk(
        work, step, events.countHeld(filter, after, upTo), upTo == null ? null : upTo.toString());
  }

  private Chunk<GcSummary> runFailed(Work<GcContent, GcPart> work) {
    long failedOf = java.util.Objects.requireNonNull(work.part().failedOf());
    var of = new Images.OfSubtask(work.taskId(), work.subtaskId());
    int taken = work.position() == null ? leftovers.takeOver(failedOf, of) : 0;
    var ids = errors.objects(failedOf, work.position(), work.size());
    var filter =
        filter(work.content().filters()).withIds(ids.stream().map(UUID::fromString).toList());
    var step =
        ids.isEmpty()
            ? new Step(0, List.of(), null)
            : events.remove(filter, null, Integer.MAX_VALUE, isTold(work.content()));
    var chunk = chunk(work, step, 0, ids.size() < work.size() ? null : ids.getLast());
    return taken == 0 ? chunk : chunk.thatFollows();
  }

  private Chunk<GcSummary> chunk(
      Work<GcContent, GcPart> work, Step step, long spared, @Nullable String position) {
    var removed = step.removed();
    var content = work.content();
    var of = new Images.OfSubtask(work.taskId(), work.subtaskId());
    var items = new LinkedHashMap<String, List<String>>();
    items.put(EVENT_IDS, removed.stream().map(event -> event.key().id().toString()).toList());
    if (content.removesSamples()) {
      items.put(FACE_SAMPLES, leave(Bucket.FACES_SAMPLES, removed, Removed::faceSamples, of));
      items.put(BODY_SAMPLES, leave(Bucket.BODIES_SAMPLES, removed, Removed::bodySamples, of));
    }
    if (content.removesImageOrigins()) {
      items.put(IMAGE_ORIGINS, leaveOrigins(removed, of));
    }
    boolean follows =
        items.entrySet().stream()
            .anyMatch(list -> !list.getKey().equals(EVENT_IDS) && !list.getValue().isEmpty());
    return new Chunk<>(
        position,
        step.count(),
        new GcSummary(step.count(), spared),
        content.listsItems() ? items : Map.of(),
        follows,
        Duration.ZERO);
  }

  /** Whether anything is to be done with removed events but to count them. */
  private static boolean isTold(GcContent content) {
    return content.listsItems() || content.removesSamples() || content.removesImageOrigins();
  }

  private List<String> leave(
      Bucket bucket,
      List<Removed> removed,
      Function<Removed, List<UUID>> images,
      Images.OfSubtask of) {
    var byObject =
        removed.stream()
            .collect(Collectors.toMap(event -> event.key().id(), images, (one, other) -> one));
    return leftovers.leave(bucket, byObject, of).stream().map(UUID::toString).toList();
  }

  /** Own source images are removed like samples; those elsewhere are asked to be deleted. */
  private List<String> leaveOrigins(List<Removed> removed, Images.OfSubtask of) {
    var own = new HashMap<UUID, List<UUID>>();
    var elsewhere = new LinkedHashMap<UUID, String>();
    for (var event : removed) {
      String origin = event.imageOrigin();
      Event.ownImage(origin)
          .ifPresentOrElse(
              image -> own.put(event.key().id(), List.of(image)),
              () -> {
                if (origin.startsWith("http://") || origin.startsWith("https://")) {
                  elsewhere.put(event.key().id(), origin);
                }
              });
    }
    leftovers.leaveElsewhere(elsewhere, of);
    var gone =
        leftovers.leave(Bucket.IMAGES, own, of).stream()
            .map(UUID::toString)
            .collect(Collectors.toCollection(java.util.ArrayList::new));
    gone.addAll(elsewhere.values());
    return gone;
  }

  private static Timeline.@Nullable Key after(Work<GcContent, GcPart> work) {
    String position = work.position();
    return position == null ? null : Timeline.Key.of(position);
  }

  private static EventFilter filter(Work<GcContent, GcPart> work) {
    return filter(work.content().filters()).within(work.part().span());
  }

  private static EventFilter filter(GcContent.Filters filters) {
    return new EventFilter(
        filters.accountId(),
        List.of(),
        filters.eventIdGte(),
        filters.eventIdLt(),
        orNone(filters.handlerIds()),
        orNone(filters.sources()),
        orNone(filters.streamIds()),
        orNone(filters.tags()),
        orNone(filters.faceIds()),
        List.of(),
        null,
        filters.created(),
        filters.inserted(),
        filters.ended());
  }

  private static <T> List<T> orNone(@Nullable List<T> values) {
    return values == null ? List.of() : values;
  }
}
