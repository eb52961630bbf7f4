package dev.luna.config;

import java.util.regex.Pattern;

/** Address of a PostgreSQL database; a password inside it is masked when printed. */
public record JdbcUrl(String value) {
  /** The embedded server. */
  public static final JdbcUrl EMBEDDED = new JdbcUrl("");

  private static final Pattern PASSWORD = Pattern.compile("(?i)((?:ssl)?password=)[^&]*");

  public JdbcUrl {
    if (!value.isEmpty() && !value.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("must start with jdbc:postgresql:");
    }
  }

  public boolean isEmbedded() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return PASSWORD.matcher(value).replaceAll("$1********");
  }
}
