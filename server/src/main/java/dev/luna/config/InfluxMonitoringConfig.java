package dev.luna.config;

/** Section INFLUX_MONITORING: a server that takes InfluxDB 2 line protocol. */
public record InfluxMonitoringConfig(
    @Setting("Whether points are sent") Flag sendDataForMonitoring,
    @Setting(value = "Version of the protocol", min = 2, max = 2) int version,
    @Setting("Organization that the bucket belongs to") String organization,
    @Setting("Token that may write into the bucket") Secret token,
    @Setting("Bucket that points are written into") String bucket,
    @Setting("Host of the server") String host,
    @Setting(value = "Port of the server", min = 1, max = 65535) int port,
    @Setting("Whether the server is called by https") Flag useSsl,
    @Setting(value = "Seconds between two batches of points", min = 1, max = 3600)
        int flushingPeriod) {
  private static final Flag OFF = new Flag(false);

  static final InfluxMonitoringConfig DEFAULT =
      new InfluxMonitoringConfig(
          OFF, 2, "ORGANIZATION_NAME", Secret.NONE, "luna_monitoring", "127.0.0.1", 8086, OFF, 1);
}
