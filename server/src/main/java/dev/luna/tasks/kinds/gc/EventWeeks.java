package dev.luna.tasks.kinds.gc;

import dev.luna.db.Timeline;
import dev.luna.events.EventWeekStore;
import dev.luna.events.EventWeekStore.Week;
import dev.luna.tasks.Chunk;
import dev.luna.tasks.Plan;
import dev.luna.tasks.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whole weeks of events. Taking one out of the table is what removes its events; a position behind
 * that begins with {@link #GONE}, and only the ids are left to be listed.
 */
final class EventWeeks {
  private static final String GONE = "gone ";

  private final EventWeekStore weeks;

  EventWeeks(EventWeekStore weeks) {
    this.weeks = weeks;
  }

  /** Whether all that a collection asks for is the time of creation, and rows are all that goes. */
  boolean canTake(GcContent content) {
    return !content.removesSamples()
        && !content.removesImageOrigins()
        && content.filters().accountId() == null
        && content.filters().areOfOwnerAndTime();
  }

  /** The weeks with all their time in a span, and between them the rest in parts. */
  Plan<GcPart> plan(Timeline.Span span, Spans spans) {
    var parts = new ArrayList<GcPart>();
    Instant from = span.from();
    for (var week : weeks.weeks(span)) {
      if (!week.from().equals(from)) {
        parts.addAll(spans.cut(null, new Timeline.Span(from, week.from())));
      }
      parts.add(GcPart.ofWeek(week.span()));
      from = week.before();
    }
    if (from == null || !from.equals(span.before())) {
      parts.addAll(spans.cut(null, new Timeline.Span(from, span.before())));
    }
    return Plan.of(parts, spans.about(null, span));
  }

  /** Whether the week of a subtask is out of the table. */
  static boolean isTakenOut(Work<GcContent, GcPart> work) {
    String position = work.position();
    return position != null && position.startsWith(GONE);
  }

  /** A chunk; empty if the part is none, or its rows have to be looked at one by one. */
  Optional<Chunk<GcSummary>> run(Work<GcContent, GcPart> work) {
    String position = work.position();
    if (isTakenOut(work)) {
      return Optional.of(list(work, String.valueOf(position).substring(GONE.length())));
    }
    return work.part().isWeek() && position == null ? takeOut(work) : Optional.empty();
  }

  /** Drops what is left of weeks of a task that did not come to its end. */
  void abandon(long taskId) {
    weeks.dropAll(taskId);
  }

  private Optional<Chunk<GcSummary>> takeOut(Work<GcContent, GcPart> work) {
    return weeks
        .takeOut(work.taskId(), Week.of(work.part().span()))
        .map(count -> {
          if (work.content().listsItems()) {
            return chunk(GONE, 0, List.of());
          }
          weeks.drop(work.taskId(), Week.of(work.part().span()));
          return chunk(null, count, List.of());
        });
  }

  private Chunk<GcSummary> list(Work<GcContent, GcPart> work, String last) {
    var week = Week.of(work.part().span());
    var after = last.isEmpty() ? null : Timeline.Key.of(last);
    var keys = weeks.list(work.taskId(), week, after, work.size());
    boolean isLast = keys.size() < work.size();
    if (isLast) {
      weeks.drop(work.taskId(), week);
    }
    return chunk(
        isLast ? null : GONE + keys.getLast(),
        keys.size(),
        keys.stream().map(key -> key.id().toString()).toList());
  }

  private static Chunk<GcSummary> chunk(@Nullable String position, long count, List<String> ids) {
    return new Chunk<>(
        position,
        count,
        new GcSummary(count, 0),
        ids.isEmpty() ? Map.of() : Map.of(EventCollector.EVENT_IDS, ids),
        false,
        Duration.ZERO);
  }
}
