package dev.luna.extraction.worker;

import dev.luna.extraction.Outcome;
import dev.luna.extraction.worker.Batches.Batch;
import dev.luna.extraction.worker.Batches.Ready;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * The way of samples through the worker: decoders beside the one thread that computes. What is on
 * the way is bounded by its bytes; who brings more waits.
 */
final class Pipeline {
  private static final int UNIT = 1024;

  private final Sessions sessions;
  private final SampleDecoder decoder;
  private final Replies replies;
  private final ExecutorService decoders;
  private final Batches batches = new Batches();
  private final int units;
  private final Semaphore room;

  /** Takes a reply to whoever asked. */
  interface Replies {
    void send(Reply reply);
  }

  Pipeline(WorkerSettings settings, Sessions sessions, SampleDecoder decoder, Replies replies) {
    this.sessions = sessions;
    this.decoder = decoder;
    this.replies = replies;
    decoders = Executors.newFixedThreadPool(settings.decoders(), daemon("decoder-"));
    units = Math.toIntExact(Runtime.getRuntime().maxMemory() / 4 / UNIT);
    room = new Semaphore(units, true);
  }

  void start() {
    daemon("inference-").newThread(this::infer).start();
  }

  /** Takes a request; waits while there is no room for it. */
  void accept(Request request) {
    var job = new Job(request);
    if (request.samples().isEmpty()) {
      batches.load(job);
      return;
    }
    for (int i = 0; i < request.samples().size(); i++) {
      int index = i;
      room.acquireUninterruptibly(cost(job, index));
      batches.expect(request.network());
      decoders.execute(() -> decode(job, index));
    }
  }

  private int cost(Job job, int index) {
    long bytes =
        job.request.samples().get(index).length
            + (long) job.request.network().input().size() * Float.BYTES;
    return (int) Math.min(units, bytes / UNIT + 1);
  }

  private void decode(Job job, int index) {
    long start = System.nanoTime();
    Outcome refusal;
    try {
      var network = job.request.network();
      float[] numbers =
          new Preparation(network.input())
              .prepare(decoder.decode(job.request.samples().get(index)));
      job.decoding.add(System.nanoTime() - start);
      batches.add(new Ready(job, index, numbers));
      return;
    } catch (SampleException e) {
      refusal = e.outcome();
    }
    job.decoding.add(System.nanoTime() - start);
    batches.miss(job.request.network());
    settle(job, index, refusal);
    room.release(cost(job, index));
  }

  private void infer() {
    try {
      while (true) {
        run(batches.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Batch batch) {
    try {
      var network = sessions.get(batch.network());
      batch.toLoad().forEach(job -> replies.send(new Reply.Done(job.request.id(), 0, 0, 0, 0)));
      if (!batch.samples().isEmpty()) {
        run(batch, network);
      }
    } catch (UnusableException e) {
      batch.toLoad().forEach(job -> fail(job, e));
      batch.samples().forEach(sample -> fail(sample.job(), e));
    } finally {
      batch.samples().forEach(sample -> room.release(cost(sample.job(), sample.index())));
    }
  }

  private void run(Batch batch, LoadedNetwork network) throws UnusableException {
    long start = System.nanoTime();
    var outcomes = network.run(batch.samples().stream().map(Ready::numbers).toList());
    long share = (System.nanoTime() - start) / outcomes.size();
    for (int i = 0; i < outcomes.size(); i++) {
      var sample = batch.samples().get(i);
      sample.job().inferring.add(share);
      sample.job().computed.increment();
      sample.job().batches.add(1.0 / outcomes.size());
      settle(sample.job(), sample.index(), outcomes.get(i));
    }
  }

  private void settle(Job job, int index, Outcome outcome) {
    long id = job.request.id();
    if (!job.hasFailed()) {
      replies.send(new Reply.Result(id, index, outcome));
    }
    if (job.settle() && !job.hasFailed()) {
      replies.send(job.done());
    }
  }

  private void fail(Job job, UnusableException e) {
    if (job.fail()) {
      replies.send(new Reply.Unusable(job.request.id(), e.problem()));
    }
  }

  /** What nobody foresaw ends the worker, and so comes to light. */
  private static ThreadFactory daemon(String name) {
    return Thread.ofPlatform()
        .name(name, 0)
        .daemon()
        .uncaughtExceptionHandler((_, failure) -> Worker.die(failure))
        .factory();
  }
}
