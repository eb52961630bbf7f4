package dev.luna.benchmarks;

import dev.luna.tasks.Chunk;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Forecast;
import dev.luna.tasks.Plan;
import dev.luna.tasks.Summary;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A kind of task that does nothing, in as many parts and chunks as it is told. */
final class Nothing implements TaskKind<Nothing.Content, Nothing.Part, Nothing.Sum> {
  private final Runnable begun;

  /**
   * @param begun called when a chunk begins
   */
  Nothing(Runnable begun) {
    this.begun = begun;
  }

  record Content(int parts, int chunks) {}

  record Part(int number) {}

  record Sum(long chunks) implements Summary<Sum> {
    @Override
    public Sum plus(Sum other) {
      return new Sum(chunks + other.chunks);
    }
  }

  @Override
  public TaskType type() {
    return TaskType.GC;
  }

  @Override
  public Class<Content> contentType() {
    return Content.class;
  }

  @Override
  public Class<Part> partType() {
    return Part.class;
  }

  @Override
  public Class<Sum> summaryType() {
    return Sum.class;
  }

  @Override
  public Sum empty() {
    return new Sum(0);
  }

  @Override
  public Content accept(Content content, Instant now) {
    return content;
  }

  @Override
  public Forecast forecast(Content content) {
    return new Forecast(0, true, 0, 0, null, null, List.of(), List.of());
  }

  @Override
  public Plan<Part> plan(long taskId, Content content) {
    return Plan.of(IntStream.range(0, content.parts()).mapToObj(Part::new).toList(), null);
  }

  @Override
  public Plan<Part> planAgain(long taskId, Content content, Failed<Part> failed) {
    return plan(taskId, content);
  }

  @Override
  public Chunk<Sum> run(Work<Content, Part> work) {
    begun.run();
    String position = work.position();
    int next = position == null ? 1 : Integer.parseInt(position) + 1;
    return new Chunk<>(
        next == work.content().chunks() ? null : String.valueOf(next),
        1,
        new Sum(1),
        Map.of(),
        false,
        Duration.ZERO);
  }

  @Override
  public Optional<Culprit> culprit(Work<Content, Part> work) {
    return Optional.empty();
  }

  @Override
  public void follow(long taskId, long subtaskId, Content content) {}

  @Override
  public ObjectNode finish(long taskId, Content content, Sum sum) {
    return new ObjectMapper().createObjectNode().put("chunks", sum.chunks());
  }

  @Override
  public void abandon(long taskId, Content content) {}
}
