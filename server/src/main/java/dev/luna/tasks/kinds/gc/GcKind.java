package dev.luna.tasks.kinds.gc;

import dev.luna.config.DescriptorsConfig;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.DescriptorStore;
import dev.luna.faces.FaceRange;
import dev.luna.json.Json;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Garbage collection of face descriptors. A version leaves as a whole: planning takes its partition
 * out of the table, in one instant and whatever its size; the subtasks then list what it holds,
 * which nobody can change any more; the end drops it. A collection that is cancelled or fails
 * before its end puts the partition back.
 */
public final class GcKind implements TaskKind<GcContent, FaceRange, GcSummary> {
  private static final String FACE_IDS = "face_ids";

  private final DescriptorStore descriptors;
  private final DescriptorsConfig config;
  private final int subtaskSize;

  public GcKind(DescriptorStore descriptors, DescriptorsConfig config, int subtaskSize) {
    this.descriptors = descriptors;
    this.config = config;
    this.subtaskSize = subtaskSize;
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
  public Class<FaceRange> partType() {
    return FaceRange.class;
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
    int version = content.filters().descriptorVersion();
    if (version == config.defaultFaceVersion() && !content.isForced()) {
      throw new CodedException(
          ErrorCode.BAD_INPUT,
          "Descriptor version %d is the default one of faces, matching needs it; add \"force\": true"
                  .formatted(version)
              + " to the content to remove it all the same");
    }
    return content;
  }

  @Override
  public Plan<FaceRange> plan(long taskId, GcContent content) {
    return Plan.of(
        descriptors.detach(taskId, content.filters().descriptorVersion(), subtaskSize), null);
  }

  @Override
  public Chunk<GcSummary> run(Work<GcContent, FaceRange> work) {
    var position = work.position();
    var rest = position == null ? work.part() : work.part().after(UUID.fromString(position));
    var ids = descriptors.detachedFaces(work.taskId(), rest, work.size());
    descriptors.touchLists(ids);
    boolean finished = ids.size() < work.size();
    return new Chunk<>(
        finished ? null : ids.getLast(),
        ids.size(),
        new GcSummary(ids.size()),
        work.content().listsItems() ? Map.of(FACE_IDS, ids) : Map.of(),
        false,
        Duration.ZERO);
  }

  @Override
  public Forecast forecast(GcContent content) {
    return new Forecast(0, true, 0, 0, null, null, List.of(), List.of());
  }

  @Override
  public Plan<FaceRange> planAgain(long taskId, GcContent content, Failed<FaceRange> failed) {
    return plan(taskId, content);
  }

  @Override
  public Optional<Culprit> culprit(Work<GcContent, FaceRange> work) {
    return Optional.empty();
  }

  @Override
  public void follow(long taskId, long subtaskId, GcContent content) {}

  @Override
  public ObjectNode finish(long taskId, GcContent content, GcSummary sum) {
    descriptors.dropDetached(taskId);
    var result =
        Json.MAPPER
            .createObjectNode()
            .put("target", content.target().wireName())
            .put("removed_count", sum.removedCount());
    if (content.listsItems()) {
      result.putArray(FACE_IDS);
    }
    return result;
  }

  @Override
  public void abandon(long taskId, GcContent content) {
    descriptors.attachAgain(taskId, content.filters().descriptorVersion());
  }
}
