package dev.luna.config;

/** Section OUTBOUND: calls to addresses that users give, such as callbacks. */
public record OutboundConfig(
    @Setting(
            "Networks that may be called although they are not public, as CIDRs with commas"
                + " between them: 127.0.0.0/8, 10.0.0.0/8")
        Networks allowedNetworks,
    @Setting(value = "Most connections at a time, to all hosts", min = 1, max = 10_000)
        int maxConnections,
    @Setting(
            value = "Most connections at a time to one host and port; further calls wait",
            min = 1,
            max = 1000)
        int maxConnectionsPerHost) {

  static final OutboundConfig DEFAULT = new OutboundConfig(Networks.NONE, 128, 8);
}
