package dev.luna.outbound;

import dev.luna.outbound.OutboundException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks hosts up where a caller can leave: the system's resolver cannot be interrupted and would
 * hold a virtual thread's carrier. A host that is being looked up is not looked up again beside
 * that, so one whose name server is slow takes one thread only.
 */
final class Lookups implements AutoCloseable {
  private static final int MOST_WAITING = 1000;
  private static final int IDLE_SECONDS = 30;

  private final Resolver resolver;
  private final ThreadPoolExecutor threads;
  private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();

  Lookups(Resolver resolver, int parallel) {
    this.resolver = resolver;
    threads =
        new ThreadPoolExecutor(
            parallel,
            parallel,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name("outbound-lookup-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * @return one address or more
   * @throws OutboundException UNRESOLVED
   * @throws InterruptedException if the caller shall not wait any longer
   */
  List<InetAddress> addresses(String host) throws InterruptedException {
    try {
      return running.computeIfAbsent(host, this::start).get();
    } catch (ExecutionException e) {
      throw new OutboundException(Reason.UNRESOLVED, "%s has no address".formatted(host));
    } catch (RejectedExecutionException e) {
      throw new OutboundException(
          Reason.UNRESOLVED, "%s is not looked up: too many others are".formatted(host));
    }
  }

  private CompletableFuture<List<InetAddress>> start(String host) {
    return CompletableFuture.supplyAsync(() -> lookUp(host), threads);
  }

  private List<InetAddress> lookUp(String host) {
    try {
      var addresses = List.of(resolver.resolve(host));
      if (addresses.isEmpty()) {
        throw new IOException("no address");
      }
      return addresses;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running.remove(host);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
