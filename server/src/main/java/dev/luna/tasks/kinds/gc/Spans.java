package dev.luna.tasks.kinds.gc;

import dev.luna.db.Counter;
import dev.luna.db.Timeline;
import dev.luna.tasks.Culprit;
import dev.luna.tasks.Failed;
import dev.luna.tasks.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cuts collections into spans of time, by the counters: no row is read for it. */
final class Spans {
  private static final int MOST = 1000;
  private final Timeline timeline;
  private final int size;

  /**
   * @param size how many rows a part should have
   */
  Spans(Timeline timeline, int size) {
    this.timeline = timeline;
    this.size = size;
  }

  /** Parts of a collection by these filters. */
  Plan<GcPart> cut(GcContent.Filters filters) {
    var parts = cut(filters.accountId(), filters.created());
    return Plan.of(
        parts, filters.areOfOwnerAndTime() ? about(filters.accountId(), filters.created()) : null);
  }

  /** Parts of all rows in a span. */
  List<GcPart> cut(@Nullable UUID accountId, Timeline.Span span) {
    long least = most(accountId) / MOST + 1;
    return timeline.cut(scope(accountId), span, Math.max(size, least)).stream()
        .map(GcPart::ofTime)
        .toList();
  }

  /** How many rows are in a span, but for some at its edges. */
  long about(@Nullable UUID accountId, Timeline.Span span) {
    return timeline.count(scope(accountId), span, (from, before) -> 0);
  }

  /** More objects than this there are not. */
  long most(@Nullable UUID accountId) {
    return timeline.count(scope(accountId));
  }

  /** Failed parts from where they stopped, and the objects that failed. */
  static Plan<GcPart> again(Failed<GcPart> failed) {
    var parts = new ArrayList<>(failed.rests());
    parts.add(new Plan.Part<>(GcPart.ofFailed(failed.taskId()), null));
    return new Plan<>(parts, null);
  }

  static Culprit culprit(Timeline.Key key) {
    return new Culprit(key.id().toString(), key.toString());
  }

  private static String scope(@Nullable UUID accountId) {
    return accountId == null ? Counter.ALL : accountId.toString();
  }
}
