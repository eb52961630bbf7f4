package dev.luna.extraction.worker;

import dev.luna.extraction.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts samples of all requests for a network together. A batch goes when it is full, or when no
 * sample for it is still being decoded.
 */
final class Batches {
  private final Map<Network, Lane> lanes = new LinkedHashMap<>();

  /** A sample that is ready, as numbers. */
  record Ready(Job job, int index, float[] numbers) {}

  /**
   * @param samples none for a network that is only to be loaded
   * @param toLoad requests that only load
   */
  record Batch(Network network, List<Ready> samples, List<Job> toLoad) {}

  private static final class Lane {
    final Deque<Ready> ready = new ArrayDeque<>();
    final List<Job> toLoad = new ArrayList<>();
    int expected;

    boolean isDue(int batchSize) {
      return !toLoad.isEmpty() || ready.size() >= batchSize || (expected == 0 && !ready.isEmpty());
    }
  }

  /** A sample will follow. */
  synchronized void expect(Network network) {
    lane(network).expected++;
  }

  /** An expected sample is there. */
  synchronized void add(Ready sample) {
    var lane = lane(sample.job().request.network());
    lane.expected--;
    lane.ready.add(sample);
    notifyAll();
  }

  /** An expected sample does not come. */
  synchronized void miss(Network network) {
    lane(network).expected--;
    notifyAll();
  }

  synchronized void load(Job job) {
    lane(job.request.network()).toLoad.add(job);
    notifyAll();
  }

  /** Waits for the next batch. */
  synchronized Batch take() throws InterruptedException {
    while (true) {
      for (var lane : lanes.entrySet()) {
        if (lane.getValue().isDue(lane.getKey().batchSize())) {
          return take(lane.getKey(), lane.getValue());
        }
      }
      wait();
    }
  }

  private Batch take(Network network, Lane lane) {
    var samples = new ArrayList<Ready>();
    while (samples.size() < network.batchSize() && !lane.ready.isEmpty()) {
      samples.add(lane.ready.remove());
    }
    var toLoad = List.copyOf(lane.toLoad);
    lane.toLoad.clear();
    // Others come first the next time.
    lanes.remove(network);
    if (lane.expected > 0 || !lane.ready.isEmpty()) {
      lanes.put(network, lane);
    }
    return new Batch(network, samples, toLoad);
  }

  private Lane lane(Network network) {
    return lanes.computeIfAbsent(network, _ -> new Lane());
  }
}
