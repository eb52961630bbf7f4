package dev.luna.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Processes that are started again when they were killed; one is always left. */
public final class Nodes implements AutoCloseable {
  private static final int STARTS = 5;

  private final Map<String, String> settings;
  private final List<Future<LunaProcess>> all = new ArrayList<>();
  private final ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor();

  public Nodes(Map<String, String> settings, int count) {
    this.settings = settings;
    for (int i = 0; i < count; i++) {
      all.add(start());
    }
    all.forEach(Nodes::get);
  }

  /** One of them. */
  public LunaProcess first() {
    return get(all.getFirst());
  }

  /** Kills one unless it is the last that runs; returns how many it killed. */
  public int kill(Random random) {
    var running = IntStream.range(0, all.size()).filter(n -> all.get(n).isDone()).toArray();
    if (running.length < 2) {
      return 0;
    }
    int chosen = running[random.nextInt(running.length)];
    get(all.get(chosen)).kill();
    get(all.get(chosen)).close();
    all.set(chosen, start());
    return 1;
  }

  /** Kills all of them at the same time and starts them again. */
  public void killAll() {
    all.forEach(node -> get(node).kill());
    all.forEach(node -> get(node).close());
    all.replaceAll(_ -> start());
  }

  /** One of them at random. */
  public LunaProcess any(Random random) {
    return get(all.get(random.nextInt(all.size())));
  }

  @Override
  public void close() {
    starting.close();
    all.forEach(node -> get(node).kill());
    all.forEach(node -> get(node).close());
  }

  private Future<LunaProcess> start() {
    return starting.submit(() -> started(STARTS));
  }

  /** As whoever watches over services does: one that does not start is started again. */
  private LunaProcess started(int left) {
    try {
      return LunaProcess.serve(settings);
    } catch (IllegalStateException e) {
      if (left == 1) {
        throw e;
      }
      return started(left - 1);
    }
  }

  private static LunaProcess get(Future<LunaProcess> node) {
    try {
      return node.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
