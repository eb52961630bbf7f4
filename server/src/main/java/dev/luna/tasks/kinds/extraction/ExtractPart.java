package dev.luna.tasks.kinds.extraction;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a subtask of an extraction is to do: a range of ids, or what failed.
 *
 * @param from the first id; null for no bound
 * @param before the first id behind the range; null for no bound
 * @param failedOf the objects that failed in this task; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExtractPart(@Nullable UUID from, @Nullable UUID before, @Nullable Long failedOf) {
  static ExtractPart of(IdRange ids) {
    return new ExtractPart(ids.from(), ids.before(), null);
  }

  static ExtractPart ofFailed(long taskId) {
    return new ExtractPart(null, null, taskId);
  }

  IdRange ids() {
    return new IdRange(from, before);
  }
}
