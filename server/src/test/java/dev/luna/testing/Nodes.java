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

  @Override
  public void close() {
    starting.close();
    all.forEach(node -> get(node).kill());
    all.forEach(node -> get(node).close());
  }

  private Future<LunaProcess> start() {
    return starting.submit(() -> LunaProcess.serve(settings));
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
