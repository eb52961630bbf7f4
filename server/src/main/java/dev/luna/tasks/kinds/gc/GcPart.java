package dev.luna.tasks.kinds.gc;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.db.Timeline;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a subtask of a collection is to do: a range of ids of faces, a span of time, or what failed.
 *
 * @param after faces behind this id; null for no bound
 * @param upTo faces up to this id; null for no bound
 * @param from objects created from this time on; null for no bound
 * @param before objects created before this time; null for no bound
 * @param week whether the span is a whole week, which may go as a partition; null for no
 * @param failedOf the objects that failed in this task; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GcPart(
    @Nullable UUID after,
    @Nullable UUID upTo,
    @Nullable Instant from,
    @Nullable Instant before,
    @Nullable Boolean week,
    @Nullable Long failedOf) {
  static GcPart ofIds(@Nullable UUID after, @Nullable UUID upTo) {
    return new GcPart(after, upTo, null, null, null, null);
  }

  static GcPart ofTime(Timeline.Span span) {
    return new GcPart(null, null, span.from(), span.before(), null, null);
  }

  static GcPart ofWeek(Timeline.Span span) {
    return new GcPart(null, null, span.from(), span.before(), true, null);
  }

  static GcPart ofFailed(long taskId) {
    return new GcPart(null, null, null, null, null, taskId);
  }

  boolean isWeek() {
    return Boolean.TRUE.equals(week);
  }

  Timeline.Span span() {
    return new Timeline.Span(from, before);
  }
}
