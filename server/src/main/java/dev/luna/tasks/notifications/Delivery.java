package dev.luna.tasks.notifications;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification for a receiver, as stored.
 *
 * @param subtaskId null where it is about the task
 * @param destination where it goes, as {@link Callback#destination} names it
 * @param attempts calls that were made for it
 * @param nextAttemptTime when it may go next; null where it does not wait
 * @param httpStatus of the last answer; null where there was none
 * @param reason why it was not taken when last tried; null where it was
 */
public record Delivery(
    UUID deliveryId,
    long taskId,
    @Nullable Long subtaskId,
    String destination,
    Status status,
    int attempts,
    Instant createTime,
    @Nullable Instant lastAttemptTime,
    @Nullable Instant nextAttemptTime,
    @Nullable Integer httpStatus,
    @Nullable String reason) {

  /** Where it goes, without the query of the address, which may hold a secret. */
  public String receiver() {
    int query = destination.indexOf('?');
    return query < 0 ? destination : destination.substring(0, query);
  }

  /** How far it is. */
  public enum Status {
    /** It was not taken yet. */
    WAITING(0),
    DELIVERED(1),
    /** It was tried for as long as the settings say. */
    PARKED(2),
    /** Its receiver answered with 410. */
    GONE(3),
    /** The policy does not name its receiver any more. */
    WITHDRAWN(4);

    private final int number;

    Status(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Status of(int number) {
      return values()[number];
    }
  }
}
