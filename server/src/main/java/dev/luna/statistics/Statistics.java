package dev.luna.statistics;

import dev.luna.config.StatisticsConfig;
import dev.luna.db.Database;
import dev.luna.extraction.Extraction;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.ModelKind;
import dev.luna.http.Exchange;
import dev.luna.http.ExchangeListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in memory, and adds to the database now and then on a thread of its own. Who is counted
 * never waits. What could not be added is kept, as it was, and added before anything newer.
 */
public final class Statistics implements ExchangeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Statistics.class);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final StatisticsConfig config;
  private final StatisticsStore store;
  private final InstantSource clock;
  private final UUID nodeId;
  private final Tally tally;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread flusher;
  private List<Amount> waiting = List.of();
  private long sequence;
  private boolean isFailing;

  /**
   * @param nodeId of this process alone
   */
  public Statistics(StatisticsConfig config, Database database, InstantSource clock, UUID nodeId) {
    this.config = config;
    this.store = new StatisticsStore(database);
    this.clock = clock;
    this.nodeId = nodeId;
    this.tally = new Tally(clock);
  }

  /** Has what is counted added from now on, where it is counted. */
  public Statistics start() {
    if (config.enabled()) {
      flusher = Thread.ofVirtual().name("statistics").start(this::loop);
    }
    return this;
  }

  @Override
  public void answered(Exchange exchange) {
    if (!config.enabled()) {
      return;
    }
    add(Topic.REQUESTS, exchange.route(), String.valueOf(exchange.status()));
    if (exchange.errorCode() != 0) {
      add(Topic.ERRORS, exchange.route(), String.valueOf(exchange.errorCode()));
    }
  }

  /** Counts an image that came in. */
  public void loaded(int width, int height, Duration time) {
    if (config.enabled()) {
      tally.add(Topic.IMAGES, Sizes.name(width, height), "", 1, time.toNanos(), 0);
    }
  }

  /** One that counts here. */
  public Extractor counting(Extractor extractor) {
    return config.enabled() ? new CountedExtractor(extractor, this) : extractor;
  }

  void extracted(ModelKind kind, Extraction extraction) {
    if (extraction.computed() > 0) {
      tally.add(
          Topic.ESTIMATORS,
          kind.word(),
          "",
          extraction.computed(),
          extraction.inferring().toNanos(),
          extraction.batches());
    }
  }

  /** What all nodes have added, by month. */
  public MonthlyStatistics months() {
    return Report.of(store.all());
  }

  /** Removes months whose time is over; returns 0, since one round does all. */
  public int sweep() {
    int _ = store.removeOldFlushes();
    if (config.months() > 0) {
      var first = Tally.month(clock.instant()).minusMonths(config.months());
      int _ = store.removeBefore(first.toString());
    }
    return 0;
  }

  /**
   * Adds to the database what it does not have yet.
   *
   * @throws RuntimeException if that fails; the same is added the next time
   */
  synchronized void flush() {
    addWaiting();
    waiting = tally.take();
    sequence++;
    addWaiting();
  }

  /** How many things are counted in memory. */
  int size() {
    return tally.size();
  }

  /** Adds what is left, as far as that goes within a moment. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (flusher != null && !flusher.join(LONGEST_CLOSE)) {
        LOG.warn("what was counted last could not be added to the statistics and is lost");
        flusher.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(Topic topic, String subject, String detail) {
    tally.add(topic, subject, detail, 1, 0, 0);
  }

  private void addWaiting() {
    if (!waiting.isEmpty()) {
      store.add(nodeId, sequence, waiting);
      waiting = List.of();
    }
  }

  private void loop() {
    try {
      boolean isLast;
      do {
        isLast = closed.await(config.flushInterval(), TimeUnit.SECONDS);
        tick(isLast);
      } while (!isLast);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick(boolean isLast) {
    try {
      flush();
      isFailing = false;
    } catch (RuntimeException e) {
      if (isLast) {
        LOG.warn("what was counted last could not be added to the statistics and is lost", e);
      } else if (!isFailing) {
        LOG.warn("statistics could not be added to the database, they are kept and added later", e);
      }
      isFailing = true;
    }
  }
}
