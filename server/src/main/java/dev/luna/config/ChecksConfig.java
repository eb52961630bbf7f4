package dev.luna.config;

/** Section CHECKS: what the service looks after by itself. */
public record ChecksConfig(
    @Setting("Whether everything is recounted and compared each night") boolean nightly,
    @Setting(value = "Hour of the day at which that begins, in UTC", min = 0, max = 23) int hour) {

  static final ChecksConfig DEFAULT = new ChecksConfig(true, 3);
}
