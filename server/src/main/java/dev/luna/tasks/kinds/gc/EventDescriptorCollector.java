package dev.luna.tasks.kinds.gc;

import dev.luna.db.Counter;
import dev.luna.db.Database;
import dev.luna.db.Timeline;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.events.EventDescriptorStore;
import dev.luna.events.EventDescriptorStore.Kind;
import dev.luna.extraction.ModelKind;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Descriptors of events: a version leaves as a whole, as that of faces does. */
final class EventDescriptorCollector implements Collector {
  private static final String EVENT_IDS = "event_ids";
  private final DefaultVersions defaults;
  private final EventDescriptorStore descriptors;
  private final Spans spans;

  EventDescriptorCollector(Database database, DefaultVersions defaults, int subtaskSize) {
    this.defaults = defaults;
    this.descriptors = new EventDescriptorStore(database);
    this.spans = new Spans(new Timeline(database, Counter.EVENTS), subtaskSize);
  }

  @Override
  public void check(GcContent content) {
    var kind =
        switch (kind(content)) {
          case FACE -> ModelKind.FACE_DESCRIPTOR;
          case BODY -> ModelKind.BODY_DESCRIPTOR;
        };
    Defaults.refuse(defaults, kind, version(content), content);
  }

  @Override
  public Forecast forecast(GcContent content) {
    return new Forecast(
        descriptors.count(kind(content), version(content)),
        true,
        descriptors.bytes(kind(content), version(content)),
        0,
        null,
        null,
        List.of(),
        descriptors.examples(kind(content), version(content), Forecasts.EXAMPLES));
  }

  @Override
  public Plan<GcPart> plan(long taskId, GcContent content) {
    return descriptors.detach(taskId, kind(content), version(content))
        ? Plan.of(spans.cut(null, Timeline.Span.ALL), null)
        : Plan.of(List.of(), 0L);
  }

  /** What was taken out has been put back, so that all of it is to be done again. */
  @Override
  public Plan<GcPart> planAgain(long taskId, GcContent content, Failed<GcPart> failed) {
    return plan(taskId, content);
  }

  @Override
  public Chunk<GcSummary> run(Work<GcContent, GcPart> work) {
    var keys = next(work, work.size());
    boolean finished = keys.size() < work.size();
    return new Chunk<>(
        finished ? null : keys.getLast().toString(),
        keys.size(),
        new GcSummary(keys.size(), 0),
        work.content().listsItems()
            ? Map.of(EVENT_IDS, keys.stream().map(key -> key.id().toString()).toList())
            : Map.of(),
        false,
        Duration.ZERO);
  }

  @Override
  public Optional<Culprit> culprit(Work<GcContent, GcPart> work) {
    return next(work, 1).stream().findFirst().map(Spans::culprit);
  }

  @Override
  public List<String> lists() {
    return List.of(EVENT_IDS);
  }

  @Override
  public long finish(long taskId, GcContent content) {
    // A hold may have come after the version was taken out.
    long held = descriptors.keepHeld(taskId, kind(content), version(content));
    descriptors.dropDetached(taskId);
    return held;
  }

  @Override
  public void abandon(long taskId, GcContent content) {
    descriptors.attachAgain(taskId, kind(content), version(content));
  }

  private List<Timeline.Key> next(Work<GcContent, GcPart> work, int limit) {
    String position = work.position();
    return descriptors.detached(
        work.taskId(),
        work.part().span(),
        position == null ? null : Timeline.Key.of(position),
        limit);
  }

  private static Kind kind(GcContent content) {
    return "body".equals(content.filters().descriptorType()) ? Kind.BODY : Kind.FACE;
  }

  private static int version(GcContent content) {
    return Objects.requireNonNull(content.filters().descriptorVersion());
  }
}
