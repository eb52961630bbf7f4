package dev.luna.http;

/**
 * An operation of the specification and who answers it.
 *
 * @param method upper case
 * @param path template as in the specification: {@code /4/accounts/{account_id}}
 */
public record Route(String method, String path, Access access, Handler handler) {
  /** Its name in metrics and logs: {@code GET:/4/accounts/{account_id}}. */
  public String name() {
    return method + ":" + path;
  }
}
