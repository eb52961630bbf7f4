package dev.luna.statistics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Adds up for one key: any number of threads put in, one takes out. */
final class Adder {
  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final DoubleAdder batches = new DoubleAdder();
  private long takenCount;
  private long takenNanos;
  private double takenBatches;

  void add(long more, long time, double share) {
    count.add(more);
    nanos.add(time);
    batches.add(share);
  }

  /** What came in since the last time. The sums are never set back, so nothing gets lost. */
  Amount take(Key key) {
    long countNow = count.sum();
    long nanosNow = nanos.sum();
    double batchesNow = batches.sum();
    var amount =
        new Amount(key, countNow - takenCount, nanosNow - takenNanos, batchesNow - takenBatches);
    takenCount = countNow;
    takenNanos = nanosNow;
    takenBatches = batchesNow;
    return amount;
  }
}
