package dev.luna.config;

/** Section STATISTICS: what the system information counts by month. */
public record StatisticsConfig(
    @Setting("Whether requests, errors, extractions and images are counted by month")
        boolean enabled,
    @Setting(
            value =
                "Seconds between two additions to the database; what a killed node loses at most",
            min = 1,
            max = 3600)
        int flushInterval,
    @Setting(
            value = "Whole months that are kept beside the current one; 0 keeps all",
            min = 0,
            max = 1200)
        int months) {
  static final StatisticsConfig DEFAULT = new StatisticsConfig(true, 10, 12);
}
