package dev.luna.tasks.schedules;

import dev.luna.tasks.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A task that comes back by the clock.
 *
 * @param taskIds the tasks that it has created and that are still there, oldest first
 * @param next what comes next; null while it is stopped
 */
public record Schedule(
    long scheduleId,
    List<Long> taskIds,
    Terms terms,
    @Nullable Next next,
    Instant createTime,
    Instant lastUpdateTime) {

  /**
   * What its owner says.
   *
   * @param accountId whose tasks they are
   */
  public record Terms(Template task, UUID accountId, Trigger trigger, Behaviour behaviour) {}

  /**
   * The task that it creates each time.
   *
   * @param content in the form of its kind; times like {@code now-30d} are resolved at each run
   * @param notificationPolicy with its secrets encrypted; null for none
   * @param resultTtl days that results are kept; null keeps them
   */
  public record Template(
      TaskType type,
      JsonNode content,
      String description,
      @Nullable JsonNode notificationPolicy,
      @Nullable Integer resultTtl) {}

  /**
   * A run that comes.
   *
   * @param planned what the clock says
   * @param due when it starts: {@code planned}, put off by the jitter
   */
  public record Next(Instant planned, Instant due) {}

  public boolean isRunning() {
    return next != null;
  }
}
