package dev.luna.config;

/** A value that never prints: {@link #toString} and JSON show asterisks. */
public final class Secret {
  /** No secret set. */
  public static final Secret NONE = new Secret("");

  private static final String MASK = "********";

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The secret itself; the caller keeps it out of logs and replies. */
  public String reveal() {
    return value;
  }

  public boolean isSet() {
    return !value.isEmpty();
  }

  @Override
  public String toString() {
    return isSet() ? MASK : "";
  }
}
