package dev.luna.config;

/** A setting that the contract shows as 0 or 1. */
public record Flag(boolean isSet) {
  public int number() {
    return isSet ? 1 : 0;
  }

  @Override
  public String toString() {
    return String.valueOf(number());
  }
}
