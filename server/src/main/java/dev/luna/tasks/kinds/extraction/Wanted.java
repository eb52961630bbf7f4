package dev.luna.tasks.kinds.extraction;

import dev.luna.db.Timeline;
import dev.luna.extraction.Model;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be extracted.
 *
 * @param model that does it
 * @param defaultVersion of descriptors: objects that have it should have the model's too; null for
 *     attributes
 * @param accountId whose objects; null for all
 * @param created when the objects were created
 */
record Wanted(
    Model model,
    @Nullable Integer defaultVersion,
    @Nullable UUID accountId,
    Timeline.Span created) {

  int version() {
    return Objects.requireNonNull(model.version());
  }
}
