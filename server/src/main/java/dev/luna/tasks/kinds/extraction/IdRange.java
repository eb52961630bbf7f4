package dev.luna.tasks.kinds.extraction;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A range of ids of objects.
 *
 * @param from the first one; null for no bound
 * @param before the first one behind it; null for no bound
 */
record IdRange(@Nullable UUID from, @Nullable UUID before) {}
