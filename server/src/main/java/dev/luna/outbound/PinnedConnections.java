package dev.luna.outbound;

import dev.luna.config.OutboundConfig;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes the HTTP client: bounded connections to the addresses that the call has checked, and none
 * of what a client does unasked.
 */
final class PinnedConnections extends PoolingHttpClientConnectionManagerBuilder {
  /** What the running call may connect to. */
  static final ScopedValue<Pin> PIN = ScopedValue.newInstance();

  private static final int MOST_HEADERS = 64;
  private static final int LONGEST_LINE = 8 << 10;
  private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(10);
  private static final TimeValue IDLE = TimeValue.ofSeconds(30);
  private static final TimeValue LIFETIME = TimeValue.ofMinutes(5);

  /** A host and its addresses, each of which has been checked. */
  record Pin(String host, List<InetAddress> addresses) {
    Pin {
      addresses = List.copyOf(addresses);
    }
  }

  private PinnedConnections() {}

  static CloseableHttpClient client(OutboundConfig config, SSLContext tls) {
    var connections =
        new PinnedConnections()
            .setDnsResolver(new PinnedResolver())
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
            .setMaxConnTotal(config.maxConnections())
            .setMaxConnPerRoute(config.maxConnectionsPerHost())
            // A receiver that does not read could otherwise hold the pool's lock with its goodbye.
            .setOffLockDisposalEnabled(true)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT_TIMEOUT)
                    .setIdleTimeout(Timeout.of(IDLE.toDuration()))
                    .setTimeToLive(LIFETIME)
                    // Nothing is sent twice, so a connection that has ended is to be seen before.
                    .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                    .build())
            .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(Timeout.DISABLED).build())
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(
                        Http1Config.custom()
                            .setMaxHeaderCount(MOST_HEADERS)
                            .setMaxLineLength(LONGEST_LINE)
                            .build())
                    .build())
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        // The default one asks the system's properties for a proxy.
        .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setConnectionRequestTimeout(Timeout.DISABLED)
                .build())
        .setUserAgent("luna-admin")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableConnectionState()
        .evictIdleConnections(IDLE)
        .evictExpiredConnections()
        .build();
  }

  /** The same as the library's, but that its sockets ask the system's properties for a proxy. */
  @Override
  protected HttpClientConnectionOperator createConnectionOperator(
      SchemePortResolver ports, DnsResolver resolver, TlsSocketStrategy tls) {
    return new DefaultHttpClientConnectionOperator(
        proxy -> new Socket(Proxy.NO_PROXY),
        ports,
        resolver,
        RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build());
  }

  /** Knows the addresses of the running call and no way to learn others. */
  private static final class PinnedResolver implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      if (!PIN.isBound() || !PIN.get().host().equals(host)) {
        throw new UnknownHostException("not checked");
      }
      return PIN.get().addresses().toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
