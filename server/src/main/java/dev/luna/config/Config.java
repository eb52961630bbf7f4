package dev.luna.config;

/** All settings of a process, one component per section. */
public record Config(
    HttpConfig http,
    LoggerConfig logger,
    DatabaseConfig database,
    StorageConfig storage,
    ImageStoreConfig imageStore,
    ExtractionConfig extraction,
    AuthorizationConfig authorization,
    DescriptorsConfig descriptors,
    TasksConfig tasks,
    ChecksConfig checks,
    OutboundConfig outbound,
    SecretsConfig secrets,
    LicenceConfig licence,
    NotificationsConfig notifications,
    MetricsConfig metrics,
    InfluxMonitoringConfig influxMonitoring,
    AuditConfig audit,
    StatisticsConfig statistics,
    PluginsConfig plugins) {

  /** What holds where nothing else is said. */
  public static final Config DEFAULT =
      new Config(
          HttpConfig.DEFAULT,
          LoggerConfig.DEFAULT,
          DatabaseConfig.DEFAULT,
          StorageConfig.DEFAULT,
          ImageStoreConfig.DEFAULT,
          ExtractionConfig.DEFAULT,
          AuthorizationConfig.DEFAULT,
          DescriptorsConfig.DEFAULT,
          TasksConfig.DEFAULT,
          ChecksConfig.DEFAULT,
          OutboundConfig.DEFAULT,
          SecretsConfig.DEFAULT,
          LicenceConfig.DEFAULT,
          NotificationsConfig.DEFAULT,
          MetricsConfig.DEFAULT,
          InfluxMonitoringConfig.DEFAULT,
          AuditConfig.DEFAULT,
          StatisticsConfig.DEFAULT,
          PluginsConfig.DEFAULT);
}
