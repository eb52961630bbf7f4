package dev.luna.tasks.notifications;

import dev.luna.config.NotificationsConfig;
import dev.luna.db.Database;
import dev.luna.json.Json;
import dev.luna.tasks.notifications.DeliveryStore.Taken;
import dev.luna.tasks.notifications.DeliveryStore.Waiting;
import dev.luna.tasks.notifications.Sender.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the {@link Outbox} wrote down. Each receiver of a task is worked on by one node at a
 * time and gets its notifications in order; others do not wait for it, whatever it does. What a
 * node had in its hands when it died is taken by another one soon after.
 */
public final class Deliverer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration LEASE = Duration.ofSeconds(6);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

  /** How long answers are gathered before they are noted. */
  private static final Duration MOMENT = Duration.ofMillis(100);

  private static final Duration RENEWAL = Duration.ofSeconds(2);

  /** Notifications of one receiver in a row, before others of its host have their turn. */
  private static final int IN_A_ROW = 50;

  /** Notifications that one message of a chat may condense. */
  private static final int CONDENSED = 1000;

  private static final int MOST_SILENT = 10_000;

  // Telegram takes one message a second in a chat, and twenty a minute in a group.
  private static final Duration PACE_OF_CHAT = Duration.ofSeconds(1);
  private static final Duration PACE_OF_GROUP = Duration.ofSeconds(3);

  private final DeliveryStore store;
  private final Sender sender;
  private final Consumer<Attempt> listener;
  private final Retries retries;
  private final int mostCalls;
  private final int mostOfOrigin;
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Set<Taken> working = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());
  private long renewed = System.nanoTime();
  private volatile long looked = System.nanoTime();
  private volatile boolean isClosed;

  /**
   * @param listener is told of each call and must be quick
   */
  public Deliverer(
      Database database, Sender sender, NotificationsConfig config, Consumer<Attempt> listener) {
    this.listener = listener;
    this.store = new DeliveryStore(database);
    this.sender = sender;
    this.retries = Retries.of(config);
    this.mostCalls = config.parallelCalls();
    this.mostOfOrigin = config.parallelCallsPerHost();
  }

  public void start() {
    var _ = threads.submit(this::loop);
  }

  /**
   * @throws IllegalStateException if nobody has looked for notifications for a while
   */
  public void check() {
    if (System.nanoTime() - looked > LONGEST_SILENCE.toNanos()) {
      throw new IllegalStateException("nobody has looked for notifications for a while");
    }
  }

  /** Makes no further calls; those that run are broken off and made again later. */
  @Override
  public void close() {
    isClosed = true;
    threads.shutdownNow();
    threads.close();
  }

  private void loop() {
    while (!isClosed) {
      try {
        tick();
        looked = System.nanoTime();
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        if (!isClosed) {
          LOG.warn("notifications are not delivered now, it is tried again", e);
          rest();
        }
      }
    }
  }

  private void tick() {
    if (System.nanoTime() - renewed > RENEWAL.toNanos()) {
      store.renew(List.copyOf(working), LEASE);
      store.settle(retries.patience());
      renewed = System.nanoTime();
    }
    int room = mostCalls - working.size();
    if (room <= 0) {
      return;
    }
    Map<String, Long> calls =
        working.stream().collect(Collectors.groupingBy(Taken::origin, Collectors.counting()));
    var full =
        calls.entrySet().stream()
            .filter(entry -> isFull(entry.getKey(), entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    for (var taken : store.take(room, full, LEASE)) {
      if (isFull(taken.origin(), calls.getOrDefault(taken.origin(), 0L))) {
        store.giveBack(taken, Duration.ZERO);
      } else {
        calls.merge(taken.origin(), 1L, Long::sum);
        working.add(taken);
        var _ = threads.submit(() -> work(taken));
      }
    }
  }

  private void work(Taken taken) {
    try {
      int left = IN_A_ROW;
      int failures = taken.failures();
      int sent = 1;
      while (left > 0 && sent > 0 && !isClosed) {
        sent = sendNext(taken, failures, left);
        left -= sent;
        failures = 0;
      }
      if (left <= 0) {
        store.giveBack(taken, Duration.ZERO);
      }
    } catch (RuntimeException e) {
      if (!isClosed) {
        LOG.warn("a notification of receiver {} is sent again later", taken.receiverId(), e);
      }
    } finally {
      working.remove(taken);
    }
  }

  /** How many the receiver took of those that waited first; 0 if it is not to be called now. */
  private int sendNext(Taken taken, int failures, int most) {
    var waiting = store.waiting(taken, most);
    if (waiting.isEmpty()) {
      store.giveBack(taken, Duration.ZERO);
      return 0;
    }
    var same = alike(waiting);
    var callback = callback(same.getFirst());
    return switch (callback) {
      case null -> {
        store.ended(taken, same, Delivery.Status.WITHDRAWN, null);
        yield same.size();
      }
      case Callback.Http http -> post(taken, failures, http, same);
      case Callback.Telegram chat -> write(taken, failures, chat) ? 1 : 0;
    };
  }

  /**
   * Posts one after another, and notes together what was taken within a moment: who dies in it has
   * others send that again.
   */
  private int post(Taken taken, int failures, Callback.Http http, List<Waiting> waiting) {
    var same = new ArrayList<Waiting>();
    long end = System.nanoTime() + MOMENT.toNanos();
    var attempt = post(taken, http, waiting.getFirst());
    same.add(waiting.getFirst());
    for (var next : waiting.subList(1, waiting.size())) {
      if (!attempt.isTaken() || isClosed || System.nanoTime() > end) {
        break;
      }
      var another = post(taken, http, next);
      if (!another.equals(attempt)) {
        settle(taken, failures, same, attempt);
        return settle(taken, 0, List.of(next), another) ? same.size() + 1 : 0;
      }
      same.add(next);
    }
    return settle(taken, failures, same, attempt) ? same.size() : 0;
  }

  private Attempt post(Taken taken, Callback.Http http, Waiting next) {
    return heard(taken, sender.post(http, next.deliveryId(), next.body()));
  }

  private boolean write(Taken taken, int failures, Callback.Telegram chat) {
    String id = chat.chatId().asString();
    var pace = id.startsWith("-") || id.startsWith("@") ? PACE_OF_GROUP : PACE_OF_CHAT;
    var pause = store.takeTurn(id, pace);
    if (!pause.isZero()) {
      store.giveBack(taken, pause);
      return false;
    }
    var waiting = store.waiting(taken, CONDENSED);
    if (waiting.isEmpty()) {
      return true;
    }
    waiting = alike(waiting);
    var bodies = waiting.stream().map(next -> Json.MAPPER.readTree(next.body())).toList();
    var attempt = heard(taken, sender.write(chat, Message.of(bodies)));
    return settle(taken, failures, waiting, attempt);
  }

  private boolean settle(Taken taken, int failures, List<Waiting> tried, Attempt attempt) {
    if (isClosed && !attempt.isTaken()) {
      // It may have been this node that broke it off.
      return false;
    }
    if (attempt.isTaken()) {
      store.ended(taken, tried, Delivery.Status.DELIVERED, attempt.status());
      return true;
    }
    if (attempt.isGone()) {
      store.gone(taken, tried, 410);
      return false;
    }
    var pause = retries.pause(failures + 1, attempt.asked());
    LOG.info(
        "a notification of task {} was not taken ({}), it is tried again in {}",
        tried.getFirst().taskId(),
        attempt.reason(),
        pause);
    store.failed(taken, tried, attempt.status(), attempt.reason(), pause);
    return false;
  }

  /** Those that come first and are called in the same way. */
  private static List<Waiting> alike(List<Waiting> waiting) {
    String callback = waiting.getFirst().callback();
    return waiting.stream().takeWhile(next -> Objects.equals(next.callback(), callback)).toList();
  }

  private Attempt heard(Taken taken, Attempt attempt) {
    if (attempt.isTaken() || !isClosed) {
      listener.accept(attempt);
      note(taken.origin(), attempt);
    }
    return attempt;
  }

  /** A host that does not answer gets one call at a time, so that many such leave room. */
  private void note(String origin, Attempt attempt) {
    if (attempt.status() != null) {
      silent.remove(origin);
    } else if (silent.size() < MOST_SILENT) {
      silent.add(origin);
    }
  }

  private boolean isFull(String origin, long calls) {
    return calls >= (silent.contains(origin) ? 1 : mostOfOrigin);
  }

  private static @Nullable Callback callback(Waiting waiting) {
    String text = waiting.callback();
    return text == null ? null : Json.MAPPER.readValue(text, Callback.class);
  }

  private static void rest() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
