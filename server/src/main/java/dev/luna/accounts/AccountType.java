package dev.luna.accounts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What an account may do: USER sees its own data, ADVANCED_USER reads all, ADMIN runs this service.
 */
public enum AccountType {
  ADMIN,
  ADVANCED_USER,
  USER;

  /** Its name on the wire and in the database: {@code advanced_user}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is no such type
   */
  public static AccountType of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
