package dev.luna.accounts;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What an account may do: USER sees its own data, ADVANCED_USER reads all, ADMIN runs this service.
 */
public enum AccountType {
  ADMIN("admin"),
  ADVANCED_USER("advanced_user"),
  USER("user");

  private final String wireName;

  AccountType(String wireName) {
    this.wireName = wireName;
  }

  /** Its name on the wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /**
   * @throws IllegalArgumentException if there is no such type
   */
  public static AccountType of(String wireName) {
    for (var type : values()) {
      if (type.wireName.equals(wireName)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no account type is called " + wireName);
  }
}
