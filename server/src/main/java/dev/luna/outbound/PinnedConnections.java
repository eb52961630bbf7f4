package dev.luna.outbound;

import dev.luna.config.OutboundConfig;
import java.net.IDN;
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
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes the HTTP client: bounded connections to the addresses that the call has checked, and none
 * of what a client does unasked.
 */
final class PinnedConnections extends PoolingHttpClientConnectionManagerBuilder {
  /** What the running call may connect to. */
  static final ScopedValue<Pin> PIN = ScopedValue.newInstance();

  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(64).setMaxLineLength(8 << 10).build();
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
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT_TIMEOUT)
                    .setIdleTimeout(Timeout.of(IDLE.toDuration()))
                    .setTimeToLive(LIFETIME)
                    // Nothing is sent twice, so a connection that has ended is to be seen before.
                    .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                    .build())
            .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(Timeout.DISABLED).build())
            .setConnectionFactory(socket -> new AbruptConnection())
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        // Said outright, so that no default of a release asks the system for a proxy.
        .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                // The caller's time ends the wait for a connection.
                .setConnectionRequestTimeout(Timeout.ofDays(1))
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

  /**
   * Closes without the goodbye of TLS: a receiver that reads nothing could hold up whoever says it,
   * and with the library that may be the call to another receiver.
   */
  private static final class AbruptConnection extends DefaultManagedHttpClientConnection {
    AbruptConnection() {
      super("outbound", null, null, LIMITS, null, null, null, null);
    }

    @Override
    public void close() {
      super.close(CloseMode.IMMEDIATE);
    }

    @Override
    public void close(CloseMode mode) {
      super.close(CloseMode.IMMEDIATE);
    }
  }

  /** Knows the addresses of the running call and no way to learn others. */
  private static final class PinnedResolver implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      // The library keeps names of other scripts in theirs.
      if (!PIN.isBound() || !PIN.get().host().equals(IDN.toASCII(host))) {
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
