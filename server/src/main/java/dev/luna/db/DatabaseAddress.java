package dev.luna.db;

/**
 * How to reach a PostgreSQL database.
 *
 * @param url {@code jdbc:postgresql:…}
 * @param user empty where the url names one
 * @param password never logged: {@link #toString} leaves it out
 */
public record DatabaseAddress(String url, String user, String password) {
  @Override
  public String toString() {
    return user + "@" + url.replaceFirst("\\?.*", "");
  }
}
