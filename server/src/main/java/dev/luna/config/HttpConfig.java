package dev.luna.config;

import java.nio.file.Path;

/** Section HTTP: where the server listens and what it takes from a client. */
public record HttpConfig(
    @Setting("Address to listen on; anything but loopback needs a password of your own")
        String host,
    @Setting(value = "Port to listen on; 0 takes a free one and prints it", min = 0, max = 65535)
        int port,
    @Setting(value = "Largest JSON body, in bytes", min = 1024, max = 1 << 30) int maxBodySize,
    @Setting(value = "Most connections at a time", min = 1, max = 1_000_000) int maxConnections,
    @Setting(
            value = "Seconds that a client may let pass between two bytes of a request",
            min = 1,
            max = 3600)
        int readTimeout,
    @Setting(
            value = "Seconds that running requests and chunks get to finish on SIGTERM",
            min = 0,
            max = 600)
        int shutdownGracePeriod,
    @Setting(value = "Streams of events that are open here at a time", min = 1, max = 10_000)
        int maxStreams,
    @Setting(
            value = "Seconds after which a stream of events ends; its client comes back by itself",
            min = 1,
            max = 86_400)
        int streamTime,
    @Setting("PEM file with the server's certificate and those between; empty serves plain HTTP")
        Path tlsCertificate,
    @Setting("PEM file with the certificate's key, in PKCS #8 and without a password")
        Path tlsKey) {

  static final HttpConfig DEFAULT =
      new HttpConfig("127.0.0.1", 5010, 8 << 20, 4096, 30, 10, 50, 900, Path.of(""), Path.of(""));

  /** Whether clients have to speak TLS. */
  public boolean isTls() {
    return !tlsCertificate.toString().isEmpty() || !tlsKey.toString().isEmpty();
  }
}
