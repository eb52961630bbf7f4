package dev.luna.extraction.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** A request that is being worked on. */
final class Job {
  final Request request;
  final LongAdder decoding = new LongAdder();
  final LongAdder inferring = new LongAdder();
  final LongAdder computed = new LongAdder();
  final DoubleAdder batches = new DoubleAdder();
  private final AtomicInteger open;
  private final AtomicBoolean isUnusable = new AtomicBoolean();

  Job(Request request) {
    this.request = request;
    open = new AtomicInteger(request.samples().size());
  }

  /** One of its samples has been seen to; true for the last one. */
  boolean settle() {
    return open.decrementAndGet() == 0;
  }

  /** What is said at its end. */
  Reply.Done done() {
    return new Reply.Done(
        request.id(), decoding.sum(), inferring.sum(), computed.intValue(), batches.sum());
  }

  /** Its network cannot be used; true the first time. */
  boolean fail() {
    return isUnusable.compareAndSet(false, true);
  }

  boolean hasFailed() {
    return isUnusable.get();
  }
}
