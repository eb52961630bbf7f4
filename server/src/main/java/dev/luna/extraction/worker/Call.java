package dev.luna.extraction.worker;

import dev.luna.extraction.Extraction;
import dev.luna.extraction.Network;
import dev.luna.extraction.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** The samples of one call, and what is known of them so far. */
final class Call {
  /** Large enough for batches to be full, small enough for results to come steadily. */
  private static final int MOST_SAMPLES = 64;

  private static final long MOST_BYTES = 4L << 20;

  private final Network network;
  private final List<byte[]> samples;
  private final AtomicReferenceArray<Outcome> outcomes;
  private final LongAdder decoding = new LongAdder();
  private final LongAdder inferring = new LongAdder();
  private final LongAdder computed = new LongAdder();
  private final DoubleAdder batches = new DoubleAdder();

  Call(Network network, List<byte[]> samples) {
    this.network = network;
    this.samples = List.copyOf(samples);
    outcomes = new AtomicReferenceArray<>(samples.size());
  }

  /** Places of samples that have no outcome yet. */
  List<Integer> open() {
    return open(IntStream.range(0, samples.size()).boxed().toList());
  }

  /** Those of the given places. */
  List<Integer> open(List<Integer> places) {
    return places.stream().filter(place -> outcomes.get(place) == null).toList();
  }

  void settle(int place, Outcome outcome) {
    outcomes.set(place, outcome);
  }

  /**
   * Has a worker read the samples at these places.
   *
   * @throws WorkerDiedException if it dies; those that were read before have their outcome
   */
  void read(WorkerProcess worker, List<Integer> places)
      throws UnusableException, WorkerDiedException {
    var flights = new ArrayList<Flight>();
    for (var piece : pieces(places)) {
      flights.add(worker.send(network, piece.stream().map(samples::get).toList(), into(piece)));
    }
    for (var flight : flights) {
      flight.join();
    }
  }

  /** Has a worker load the network. */
  static void load(WorkerProcess worker, Network network)
      throws UnusableException, WorkerDiedException {
    var nothing = new Call(network, List.of());
    worker.send(network, List.of(), nothing.into(List.of())).join();
  }

  Network network() {
    return network;
  }

  Extraction extraction() {
    var all = new Outcome[samples.size()];
    Arrays.setAll(all, outcomes::get);
    return new Extraction(
        List.of(all),
        Duration.ofNanos(decoding.sum()),
        Duration.ofNanos(inferring.sum()),
        computed.intValue(),
        batches.sum());
  }

  private List<List<Integer>> pieces(List<Integer> places) {
    var pieces = new ArrayList<List<Integer>>();
    var piece = new ArrayList<Integer>();
    long bytes = 0;
    for (int place : places) {
      int length = samples.get(place).length;
      if (!piece.isEmpty() && (piece.size() == MOST_SAMPLES || bytes + length > MOST_BYTES)) {
        pieces.add(List.copyOf(piece));
        piece.clear();
        bytes = 0;
      }
      piece.add(place);
      bytes += length;
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }

  private Flight.Answers into(List<Integer> piece) {
    return new Flight.Answers() {
      @Override
      public void result(Reply.Result result) {
        settle(piece.get(result.index()), result.outcome());
      }

      @Override
      public void done(Reply.Done done) {
        decoding.add(done.decodingNanos());
        inferring.add(done.inferringNanos());
        computed.add(done.computed());
        batches.add(done.batches());
      }
    };
  }
}
