package dev.luna.audit;

import dev.luna.db.Timeline;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which entries are wanted: all that is given has to fit. */
public record AuditFilter(
    @Nullable UUID accountId,
    @Nullable String login,
    @Nullable String operation,
    @Nullable String objectId,
    Timeline.Span created) {}
