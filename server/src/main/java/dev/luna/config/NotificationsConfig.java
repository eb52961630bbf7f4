package dev.luna.config;

/** Section NOTIFICATIONS: how the ends of tasks are told to receivers outside. */
public record NotificationsConfig(
    @Setting("Address of Telegram's bot API, or of a proxy before it") String telegramUrl,
    @Setting("Address of this service for receivers, in links; empty leaves links without a host")
        String publicUrl,
    @Setting(value = "Calls to receivers that this node makes at a time", min = 1, max = 1000)
        int parallelCalls,
    @Setting(
            value = "Calls to one host and port that this node makes at a time",
            min = 1,
            max = 100)
        int parallelCallsPerHost,
    @Setting(
            value = "Milliseconds until a call that failed is tried again; each pause doubles",
            min = 1,
            max = 3_600_000)
        int retryPause,
    @Setting(
            value = "Seconds after which a notification that cannot be delivered is given up",
            min = 1,
            max = 604_800)
        int retryTime) {

  static final NotificationsConfig DEFAULT =
      new NotificationsConfig("https://api.telegram.org", "", 64, 4, 5000, 86_400);
}
