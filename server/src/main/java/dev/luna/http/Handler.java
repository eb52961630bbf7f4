package dev.luna.http;

/** Answers a request that has been authorized and validated. */
@FunctionalInterface
public interface Handler {
  /**
   * @throws dev.luna.errors.CodedException if the request cannot be met; it becomes the reply
   */
  Reply handle(Request request);
}
