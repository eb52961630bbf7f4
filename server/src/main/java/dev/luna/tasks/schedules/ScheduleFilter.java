package dev.luna.tasks.schedules;

import dev.luna.db.Timeline;
import dev.luna.tasks.TaskType;
import org.jspecify.annotations.Nullable;

/** Which schedules; null for all. */
public record ScheduleFilter(@Nullable TaskType type, Timeline.Span created) {}
