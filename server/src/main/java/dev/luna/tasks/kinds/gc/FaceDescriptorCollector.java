package dev.luna.tasks.kinds.gc;

import dev.luna.descriptors.DefaultVersions;
import dev.luna.extraction.ModelKind;
import dev.luna.faces.DescriptorStore;
import dev.luna.faces.FaceRange;
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
import java.util.UUID;

/**
 * Descriptors of faces. A version leaves as a whole: planning takes its partition out of the table,
 * in one instant and whatever its size; the subtasks then list what it holds, which nobody can
 * change any more; the end drops it. A collection that is cancelled or fails before its end puts
 * the partition back.
 */
final class FaceDescriptorCollector implements Collector {
  private static final String FACE_IDS = "face_ids";
  private final DescriptorStore descriptors;
  private final DefaultVersions defaults;
  private final int subtaskSize;

  FaceDescriptorCollector(DescriptorStore descriptors, DefaultVersions defaults, int subtaskSize) {
    this.descriptors = descriptors;
    this.defaults = defaults;
    this.subtaskSize = subtaskSize;
  }

  @Override
  public void check(GcContent content) {
    Defaults.refuse(defaults, ModelKind.FACE_DESCRIPTOR, version(content), content);
  }

  @Override
  public Forecast forecast(GcContent content) {
    int version = version(content);
    return new Forecast(
        descriptors.count(version),
        true,
        descriptors.bytes(version),
        0,
        null,
        null,
        List.of(),
        descriptors.examples(version, Forecasts.EXAMPLES));
  }

  @Override
  public Plan<GcPart> plan(long taskId, GcContent content) {
    var ranges = descriptors.detach(taskId, version(content), subtaskSize);
    return Plan.of(
        ranges.stream().map(range -> GcPart.ofIds(range.after(), range.upTo())).toList(), null);
  }

  /** What was taken out has been put back, so that all of it is to be done again. */
  @Override
  public Plan<GcPart> planAgain(long taskId, GcContent content, Failed<GcPart> failed) {
    return plan(taskId, content);
  }

  @Override
  public Chunk<GcSummary> run(Work<GcContent, GcPart> work) {
    var ids = next(work, work.size());
    descriptors.touchLists(ids);
    boolean finished = ids.size() < work.size();
    return new Chunk<>(
        finished ? null : ids.getLast(),
        ids.size(),
        new GcSummary(ids.size(), 0),
        work.content().listsItems() ? Map.of(FACE_IDS, ids) : Map.of(),
        false,
        Duration.ZERO);
  }

  @Override
  public Optional<Culprit> culprit(Work<GcContent, GcPart> work) {
    return next(work, 1).stream().findFirst().map(id -> new Culprit(id, id));
  }

  @Override
  public List<String> lists() {
    return List.of(FACE_IDS);
  }

  @Override
  public long finish(long taskId, GcContent content) {
    // A hold may have come after the version was taken out.
    long held = descriptors.keepHeld(taskId, version(content));
    descriptors.dropDetached(taskId);
    return held;
  }

  @Override
  public void abandon(long taskId, GcContent content) {
    descriptors.attachAgain(taskId, version(content));
  }

  private List<String> next(Work<GcContent, GcPart> work, int limit) {
    var position = work.position();
    var part = new FaceRange(work.part().after(), work.part().upTo());
    return descriptors.detachedFaces(
        work.taskId(), position == null ? part : part.after(UUID.fromString(position)), limit);
  }

  private static int version(GcContent content) {
    return Objects.requireNonNull(content.filters().descriptorVersion());
  }
}
