package dev.luna.tasks.kinds.extraction;

import dev.luna.db.Database;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelException;
import dev.luna.extraction.ModelKind;
import dev.luna.imagestore.ImageStore;
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
import dev.luna.tasks.kinds.extraction.ExtractContent.ObjectsType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Additional extraction. Ids are cut into ranges; a subtask reads the samples of its objects ahead
 * in a {@link Pipeline}, and each chunk writes what was read. What has the wanted already is never
 * read; at the end it is looked again for objects that came meanwhile.
 */
public final class ExtractKind implements TaskKind<ExtractContent, ExtractPart, ExtractSummary> {
  private static final int PAGE = 512;
  private static final int MOST_PARTS = 1000;
  private static final int EXAMPLES = 20;
  private static final String OBJECTS = "objects";

  private final Map<ObjectsType, Subjects> subjects;
  private final TaskErrorStore errors;
  private final FailureStore failures;
  private final Tools tools;
  private final Writer writer;
  private final Map<Long, Running> running = new ConcurrentHashMap<>();

  /**
   * With what it works.
   *
   * @param samples empty where images are switched off
   * @param subtaskSize how many objects a subtask should have
   */
  public record Tools(
      Extractor extractor,
      DefaultVersions defaults,
      Optional<ImageStore> samples,
      int subtaskSize) {}

  /** A subtask on this node. */
  private record Running(Wanted wanted, Subjects subjects, Pipeline pipeline) {}

  /** One in an array or list of the result. */
  private record ResultObject(UUID id, List<UUID> samples, int generation) {}

  public ExtractKind(Database database, Tools tools, InstantSource clock) {
    this.subjects =
        Map.of(
            ObjectsType.FACES,
            new FaceSubjectStore(database),
            ObjectsType.EVENTS,
            new EventSubjectStore(database));
    this.errors = new TaskErrorStore(database);
    this.failures = new FailureStore(database);
    this.tools = tools;
    this.writer = new Writer(errors, failures, clock);
  }

  @Override
  public TaskType type() {
    return TaskType.ADDITIONAL_EXTRACT;
  }

  @Override
  public Class<ExtractContent> contentType() {
    return ExtractContent.class;
  }

  @Override
  public Class<ExtractPart> partType() {
    return ExtractPart.class;
  }

  @Override
  public Class<ExtractSummary> summaryType() {
    return ExtractSummary.class;
  }

  @Override
  public ExtractSummary empty() {
    return ExtractSummary.EMPTY;
  }

  @Override
  public ExtractContent accept(ExtractContent content, Instant now) {
    var _ = samples();
    var _ = model(content);
    try {
      return content.resolved(now);
    } catch (IllegalArgumentException e) {
      throw new CodedException(
          ErrorCode.INVALID_JSON, "content.filters", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Forecast forecast(ExtractContent content) {
    var wanted = wanted(content);
    var of = of(content);
    var ids = content.filters().ids();
    return new Forecast(
        of.count(wanted, ids, Integer.MAX_VALUE).objects(),
        true,
        0,
        0,
        null,
        null,
        List.of(),
        of.next(wanted, ids, null, EXAMPLES).stream()
            .map(candidate -> candidate.id().toString())
            .toList());
  }

  @Override
  public Plan<ExtractPart> plan(long taskId, ExtractContent content) {
    return cut(content, wanted(content));
  }

  @Override
  public Plan<ExtractPart> planAgain(
      long taskId, ExtractContent content, Failed<ExtractPart> failed) {
    failures.forget(failed.taskId());
    var parts = new ArrayList<>(failed.rests());
    parts.add(new Plan.Part<>(ExtractPart.ofFailed(failed.taskId()), null));
    return new Plan<>(parts, null);
  }

  @Override
  public Plan<ExtractPart> planMore(long taskId, ExtractContent content) {
    var wanted = wanted(content);
    return of(content).next(wanted, content.filters().ids(), null, 1).isEmpty()
        ? Plan.of(List.of(), null)
        : cut(content, wanted);
  }

  @Override
  public void prepare(Work<ExtractContent, ExtractPart> work) {
    UUID position = position(work);
    var subtask = running.get(work.subtaskId());
    if (subtask == null || !subtask.pipeline().moveTo(position)) {
      release(work.subtaskId());
      subtask = begin(work, position);
      running.put(work.subtaskId(), subtask);
    }
    try {
      subtask.pipeline().fill(work.size());
    } catch (RuntimeException e) {
      release(work.subtaskId());
      throw e instanceof ModelException unusable ? disabled(unusable) : e;
    }
    subtask
        .subjects()
        .makeRoom(
            subtask.wanted(),
            subtask.pipeline().ready(work.size()).stream().map(Read::candidate).toList());
  }

  @Override
  public Chunk<ExtractSummary> run(Work<ExtractContent, ExtractPart> work) {
    var subtask = Objects.requireNonNull(running.get(work.subtaskId()), "nothing is prepared");
    var reads = subtask.pipeline().ready(work.size());
    var written = writer.write(work, subtask.wanted(), subtask.subjects(), reads);
    boolean isLast = subtask.pipeline().endsWithin(work.size());
    return new Chunk<>(
        isLast ? null : reads.getLast().candidate().id().toString(),
        reads.size(),
        new ExtractSummary(written.size()),
        Map.of(OBJECTS, written.stream().map(ExtractKind::resultObject).toList()),
        false,
        Duration.ZERO);
  }

  @Override
  public void release(long subtaskId) {
    var left = running.remove(subtaskId);
    if (left != null) {
      left.pipeline().close();
    }
  }

  @Override
  public Optional<Culprit> culprit(Work<ExtractContent, ExtractPart> work) {
    var subtask = running.get(work.subtaskId());
    if (subtask == null || subtask.pipeline().ready(1).isEmpty()) {
      return Optional.empty();
    }
    var candidate = subtask.pipeline().ready(1).getFirst().candidate();
    writer.remember(work, subtask.wanted(), candidate);
    String id = candidate.id().toString();
    return Optional.of(new Culprit(id, subtask.pipeline().endsWithin(1) ? null : id));
  }

  /** Nothing is left outside of the database. */
  @Override
  public void follow(long taskId, long subtaskId, ExtractContent content) {}

  @Override
  public ObjectNode finish(long taskId, ExtractContent content, ExtractSummary sum) {
    var result =
        Json.MAPPER
            .createObjectNode()
            .put("extraction_target", content.extractionTarget().word())
            .put("descriptor_version", content.version())
            .put("extracted_count", sum.extractedCount());
    result.putArray(OBJECTS);
    return result;
  }

  /** What was added stays. */
  @Override
  public void abandon(long taskId, ExtractContent content) {}

  private Running begin(Work<ExtractContent, ExtractPart> work, @Nullable UUID position) {
    var wanted = wanted(work.content());
    var of = of(work.content());
    var reader =
        new SampleReader(
            new Samples(samples()), of.bucket(wanted), tools.extractor(), wanted.model());
    return new Running(
        wanted, of, new Pipeline(last -> page(of, wanted, work.part(), last), reader, position));
  }

  private Pipeline.Page page(Subjects of, Wanted wanted, ExtractPart part, @Nullable UUID last) {
    Long failedOf = part.failedOf();
    if (failedOf == null) {
      var candidates = of.next(wanted, part.ids(), last, PAGE);
      return new Pipeline.Page(
          candidates, candidates.size() < PAGE ? null : candidates.getLast().id());
    }
    var failed =
        errors.objects(failedOf, last == null ? null : last.toString(), PAGE).stream()
            .map(UUID::fromString)
            .toList();
    return new Pipeline.Page(
        of.among(wanted, failed), failed.size() < PAGE ? null : failed.getLast());
  }

  private Plan<ExtractPart> cut(ExtractContent content, Wanted wanted) {
    var all = content.filters().ids();
    var count = of(content).count(wanted, all, tools.subtaskSize());
    if (count.objects() == 0) {
      return Plan.of(List.of(), 0L);
    }
    int step = count.cuts().size() / MOST_PARTS + 1;
    var parts = new ArrayList<ExtractPart>();
    UUID from = all.from();
    for (int cut = step - 1; cut < count.cuts().size(); cut += step) {
      UUID before = count.cuts().get(cut);
      parts.add(ExtractPart.of(new IdRange(from, before)));
      from = before;
    }
    parts.add(ExtractPart.of(new IdRange(from, all.before())));
    return Plan.of(parts, count.objects());
  }

  private Wanted wanted(ExtractContent content) {
    return new Wanted(
        model(content),
        content.extractionTarget() == ModelKind.BASIC_ATTRIBUTES
            ? null
            : tools.defaults().of(content.extractionTarget()),
        content.filters().accountId(),
        content.filters().created());
  }

  private Model model(ExtractContent content) {
    try {
      return tools.extractor().model(content.extractionTarget(), content.version());
    } catch (ModelException e) {
      throw disabled(e);
    }
  }

  private ImageStore samples() {
    return tools.samples().orElseThrow(() -> new CodedException(ErrorCode.IMAGE_STORE_DISABLED));
  }

  private Subjects of(ExtractContent content) {
    return Objects.requireNonNull(subjects.get(content.filters().objectsType()));
  }

  private static @Nullable UUID position(Work<ExtractContent, ExtractPart> work) {
    String position = work.position();
    return position == null ? null : UUID.fromString(position);
  }

  private static ResultObject resultObject(Read read) {
    var candidate = read.candidate();
    return new ResultObject(
        candidate.id(), candidate.samples().subList(0, 1), candidate.generation());
  }

  private static CodedException disabled(ModelException unusable) {
    return new CodedException(ErrorCode.EXTRACTION_DISABLED, String.valueOf(unusable.getMessage()));
  }
}
