package dev.luna.tasks.notifications;

import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.notifications.Sender.Attempt;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/** What operators do about notifications. */
public final class Notifications {
  /** Seconds that each call of a test may take. */
  private static final int LONGEST_TEST = 10;

  private static final String TEST_TEXT = "This is a test of a notification policy.";

  private final Database database;
  private final TaskStore tasks;
  private final NotificationStore store;
  private final Policies policies;
  private final Outbox outbox;
  private final Sender sender;
  private final Retries retries;

  /**
   * How notifications leave.
   *
   * @param outbox writes down what is to be sent
   * @param sender sends it
   * @param retries for how long
   */
  public record Way(Outbox outbox, Sender sender, Retries retries) {}

  public Notifications(
      Database database, TaskStore tasks, NotificationStore store, Policies policies, Way way) {
    this.database = database;
    this.tasks = tasks;
    this.store = store;
    this.policies = policies;
    this.outbox = way.outbox();
    this.sender = way.sender();
    this.retries = way.retries();
  }

  /**
   * Gives a task another policy. What waits goes to receivers whose address was corrected, and is
   * withdrawn where the policy has none any more.
   *
   * @throws CodedException TASK_NOT_FOUND, or what {@link Policies#accept} throws
   */
  public void replace(long taskId, JsonNode body) {
    Task before;
    JsonNode accepted;
    do {
      before = find(tasks.byId(taskId), taskId);
      // Hosts are looked up, for which no transaction should wait.
      accepted = policies.accept(body, before.notificationPolicy());
    } while (!replace(before, accepted));
  }

  private boolean replace(Task before, JsonNode policy) {
    return database.transaction(handle -> {
      var stored = before.notificationPolicy();
      var task = find(tasks.lock(before.taskId()), before.taskId());
      if (!Objects.equals(task.notificationPolicy(), stored)) {
        return false;
      }
      tasks.setNotificationPolicy(task.taskId(), policy);
      outbox.follow(
          find(tasks.byId(task.taskId()), task.taskId()),
          stored == null ? null : Policies.read(stored));
      return true;
    });
  }

  /**
   * Newest first.
   *
   * @throws CodedException TASK_NOT_FOUND
   */
  public List<Delivery> page(long taskId, Page page) {
    var task = find(tasks.byId(taskId), taskId);
    return store.page(task.taskId(), page);
  }

  /**
   * Sends a notification again, with the id that it had.
   *
   * @throws CodedException TASK_NOT_FOUND, DELIVERY_NOT_FOUND, or BAD_INPUT if nobody is to be told
   */
  public void replay(long taskId, UUID deliveryId) {
    var task = find(tasks.byId(taskId), taskId);
    switch (store.replay(task.taskId(), deliveryId, retries.patience())) {
      case OK -> {}
      case NOT_FOUND -> throw new CodedException(ErrorCode.DELIVERY_NOT_FOUND, deliveryId);
      case NO_RECEIVER ->
          throw new CodedException(
              ErrorCode.BAD_INPUT,
              "The policy does not name the receiver of this delivery any more");
    }
  }

  /** A callback of a policy and what came of calling it. */
  public record Tried(Policy.Placed placed, Attempt attempt) {}

  /**
   * Calls all enabled callbacks of a policy once, at the same time, and waits for what they say.
   *
   * @throws CodedException what {@link Policies#accept} throws
   */
  public List<Tried> test(JsonNode body) {
    var policy = Policies.read(policies.accept(body, null));
    var calls =
        policy.placed().stream()
            .filter(placed -> placed.callback().enable() == 1)
            .<Callable<Tried>>map(placed -> () -> new Tried(placed, attempt(placed.callback())))
            .toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(calls).stream().map(Notifications::result).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while callbacks were tried", e);
    }
  }

  private Attempt attempt(Callback callback) {
    String message = Json.MAPPER.writeValueAsString(Map.of("test", true, "message", TEST_TEXT));
    return sender.test(callback, message, TEST_TEXT, LONGEST_TEST);
  }

  private static Tried result(Future<Tried> call) {
    try {
      return call.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Task find(Optional<Task> task, long taskId) {
    return task.orElseThrow(() -> new CodedException(ErrorCode.TASK_NOT_FOUND, taskId));
  }
}
