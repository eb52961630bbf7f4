package dev.luna.outbound;

import dev.luna.config.Networks;
import dev.luna.config.OutboundConfig;
import dev.luna.outbound.OutboundException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * All calls to addresses that users give go through here. They reach public addresses only, and
 * what the settings allow besides: a host is looked up once for a call, every address of it is
 * checked, and the connection goes to a checked one. Redirects are not followed, nothing is sent
 * twice, and the time of a call holds whatever the receiver does.
 *
 * <p>Calls block; a caller that has many uses virtual threads. Beyond the most connections to a
 * host a call waits within its time, and does not hold up calls to other hosts. That a few slow
 * hosts together do not take all connections is up to the caller.
 */
public final class GuardedClient implements AutoCloseable {
  private static final Duration LONGEST_CHECK = Duration.ofSeconds(10);

  private final Networks allowed;
  private final Lookups lookups;
  private final CloseableHttpClient client;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("outbound-", 0).factory());

  public GuardedClient(OutboundConfig config) {
    this(config, InetAddress::getAllByName, SSLContexts.createDefault());
  }

  GuardedClient(OutboundConfig config, Resolver resolver, SSLContext tls) {
    allowed = config.allowedNetworks();
    lookups = new Lookups(resolver, config.maxConnections());
    client = PinnedConnections.client(config, tls);
  }

  /**
   * One call. A thread that is interrupted gives it up as BROKEN and stays interrupted.
   *
   * @throws OutboundException for whatever happens outside, if there was no answer
   */
  public Answer send(Call call) {
    long start = System.nanoTime();
    var target = Target.of(call.address());
    var exchange = new Exchange(client, target, call);
    return within(
        call.timeout(), target, () -> exchange.send(addresses(target), start), exchange::end);
  }

  /**
   * Checks an address as {@link #send} would, without calling it: for what is to be called later.
   *
   * @throws OutboundException REFUSED; or UNRESOLVED or TIMEOUT, which may pass
   */
  public void refuse(URI address) throws OutboundException {
    var target = Target.of(address);
    within(LONGEST_CHECK, target, () -> addresses(target), () -> {});
  }

  private List<InetAddress> addresses(Target target) throws InterruptedException {
    var addresses =
        target.literal() == null ? lookups.addresses(target.host()) : List.of(target.literal());
    for (var address : addresses) {
      if (!PublicAddresses.contain(address) && !allowed.contain(address)) {
        throw new OutboundException(
            Reason.REFUSED,
            "%s is not called: %s is not a public address and OUTBOUND.ALLOWED_NETWORKS lacks it"
                .formatted(target.shown(), address.getHostAddress()));
      }
    }
    return addresses;
  }

  /**
   * Does the work on a thread of its own, since what a receiver can delay is not under the caller's
   * control.
   */
  private <T> T within(Duration limit, Target target, Callable<T> work, Runnable end) {
    try {
      var running = threads.submit(work);
      try {
        return running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } finally {
        running.cancel(true);
        end.run();
      }
    } catch (TimeoutException e) {
      throw new OutboundException(
          Reason.TIMEOUT,
          "%s did not answer in full within %s s".formatted(target.shown(), seconds(limit)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutboundException(
          Reason.BROKEN, "The call to %s was given up".formatted(target.shown()));
    } catch (RejectedExecutionException e) {
      throw new OutboundException(
          Reason.BROKEN, "%s is not called: the service stops".formatted(target.shown()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof OutboundException outbound
          ? outbound
          : new OutboundException(
              Reason.BROKEN, "The call to %s broke".formatted(target.shown()), e.getCause());
    }
  }

  private static String seconds(Duration limit) {
    return String.valueOf(limit.toMillis() / 1000.0).replaceAll("\\.0$", "");
  }

  /** Ends the calls that are running. */
  @Override
  public void close() {
    threads.shutdownNow();
    lookups.close();
    client.close(CloseMode.IMMEDIATE);
  }
}
