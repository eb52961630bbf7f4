package dev.luna.tasks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What was done of a subtask, from its begin to the end of a chunk.
 *
 * @param chunk the number of that chunk, from 1; 0 before the first
 * @param position where the next chunk begins; null at the start, or at the end
 * @param summary null before the first chunk
 * @param exhausted whether there is no next chunk and only the end is left to do
 * @param handled objects
 * @param reading time that finding and reading them took
 * @param changing time that the rest of the chunks took
 * @param following time that went to what chunks left to be done after their commit
 */
public record SubtaskProgress(
    int chunk,
    @Nullable String position,
    @Nullable JsonNode summary,
    boolean exhausted,
    long handled,
    Duration reading,
    Duration changing,
    Duration following) {

  /** After one more chunk. */
  public SubtaskProgress plus(Chunk<?> done, JsonNode sum, Duration time) {
    return new SubtaskProgress(
        chunk + 1,
        done.position(),
        sum,
        done.position() == null,
        handled + done.handled(),
        reading.plus(done.reading()),
        changing.plus(time).minus(done.reading()),
        following);
  }

  /** After an object was passed over. */
  public SubtaskProgress past(Culprit culprit) {
    return new SubtaskProgress(
        chunk + 1,
        culprit.position(),
        summary,
        culprit.position() == null,
        handled + 1,
        reading,
        changing,
        following);
  }

  /** After time was spent on what follows commits. */
  public SubtaskProgress followed(Duration time) {
    return new SubtaskProgress(
        chunk, position, summary, exhausted, handled, reading, changing, following.plus(time));
  }
}
