package dev.luna.tasks.kinds.gc;

import dev.luna.db.Database;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.DescriptorStore;
import dev.luna.images.Images;
import dev.luna.images.Leftovers;
import dev.luna.json.Json;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.TaskErrorStore;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.Work;
import dev.luna.tasks.kinds.gc.GcContent.Target;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Garbage collection. Rows go first, chunk by chunk; the contents that they alone referred to
 * follow after the commit.
 */
public final class GcKind implements TaskKind<GcContent, GcPart, GcSummary> {
  private final Map<Target, Collector> collectors;
  private final Leftovers leftovers;
  private final TaskErrorStore errors;
  private final InstantSource clock;

  private GcKind(
      Map<Target, Collector> collectors,
      Leftovers leftovers,
      TaskErrorStore errors,
      InstantSource clock) {
    this.collectors = Map.copyOf(collectors);
    this.leftovers = leftovers;
    this.errors = errors;
    this.clock = clock;
  }

  /**
   * All targets.
   *
   * @param subtaskSize how many objects a subtask should have
   */
  public static GcKind on(
      Database database,
      Leftovers leftovers,
      DefaultVersions defaults,
      int subtaskSize,
      InstantSource clock) {
    var errors = new TaskErrorStore(database);
    return new GcKind(
        Map.of(
            Target.FACE_DESCRIPTORS,
            new FaceDescriptorCollector(new DescriptorStore(database), defaults, subtaskSize),
            Target.EVENT_DESCRIPTORS,
            new EventDescriptorCollector(database, defaults, subtaskSize),
            Target.EVENTS,
            new EventCollector(database, leftovers, errors, subtaskSize),
            Target.FACES,
            new FaceCollector(database, leftovers, errors, subtaskSize)),
        leftovers,
        errors,
        clock);
  }

  @Override
  public TaskType type() {
    return TaskType.GC;
  }

  @Override
  public Class<GcContent> contentType() {
    return GcContent.class;
  }

  @Override
  public Class<GcPart> partType() {
    return GcPart.class;
  }

  @Override
  public Class<GcSummary> summaryType() {
    return GcSummary.class;
  }

  @Override
  public GcSummary empty() {
    return GcSummary.EMPTY;
  }

  @Override
  public GcContent accept(GcContent content, Instant now) {
    of(content).check(content);
    try {
      return content.resolved(now);
    } catch (IllegalArgumentException e) {
      throw new CodedException(
          ErrorCode.INVALID_JSON, "content.filters", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Forecast forecast(GcContent content) {
    return of(content).forecast(content);
  }

  @Override
  public Plan<GcPart> plan(long taskId, GcContent content) {
    return of(content).plan(taskId, content);
  }

  @Override
  public Plan<GcPart> planAgain(long taskId, GcContent content, Failed<GcPart> failed) {
    return of(content).planAgain(taskId, content, failed);
  }

  @Override
  public Chunk<GcSummary> run(Work<GcContent, GcPart> work) {
    return of(work.content()).run(work);
  }

  @Override
  public Optional<Culprit> culprit(Work<GcContent, GcPart> work) {
    return of(work.content()).culprit(work);
  }

  @Override
  public void follow(long taskId, long subtaskId, GcContent content) {
    leftovers.remove(
        new Images.OfSubtask(taskId, subtaskId),
        (objectId, key, elsewhere, reason) ->
            record(
                taskId,
                subtaskId,
                objectId,
                new CodedException(
                    elsewhere ? ErrorCode.ORIGIN_NOT_REMOVED : ErrorCode.CONTENT_NOT_REMOVED,
                    key,
                    reason)));
  }

  @Override
  public ObjectNode finish(long taskId, GcContent content, GcSummary sum) {
    var collector = of(content);
    long held = collector.finish(taskId, content);
    var result =
        Json.MAPPER
            .createObjectNode()
            .put("target", content.target().wireName())
            .put("removed_count", sum.removedCount())
            .put("spared_count", sum.sparedCount() + held);
    if (content.listsItems()) {
      collector.lists().forEach(result::putArray);
    }
    return result;
  }

  @Override
  public void abandon(long taskId, GcContent content) {
    of(content).abandon(taskId, content);
  }

  private void record(long taskId, long subtaskId, String objectId, CodedException failure) {
    errors.insert(taskId, subtaskId, failure.code(), failure.detail(), objectId, clock.instant());
  }

  private Collector of(GcContent content) {
    return Objects.requireNonNull(collectors.get(content.target()));
  }
}
