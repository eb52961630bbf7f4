package dev.luna.config;

/** Section AUDIT: which changes are written down, and for how long. */
public record AuditConfig(
    @Setting(
            "Changes by the platform API (/6) that are written down: ALL, CHANGES (not what a POST"
                + " brings in) or NONE; those by the Admin API always are")
        Platform platform,
    @Setting(
            value = "Whole months that entries are kept beside the current one; 0 keeps all",
            min = 0,
            max = 1200)
        int months) {
  static final AuditConfig DEFAULT = new AuditConfig(Platform.ALL, 36);

  /** What is written down of the platform API. */
  public enum Platform {
    ALL,
    CHANGES,
    NONE
  }
}
