package dev.luna.http;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;

/**
 * The body of an error, as the contract has it.
 *
 * @param link where this server explains the code
 */
public record ErrorReply(int errorCode, String desc, String detail, String link) {
  private static final int LONGEST_DETAIL = 1000;

  /** An error in words; what a client sent and finds here again is cut to a bounded length. */
  public static ErrorReply of(ErrorCode code, String detail) {
    return new ErrorReply(
        code.number(),
        code.desc(),
        detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "…" : detail,
        "/docs/dev/errors.html#" + code.number());
  }

  static Reply reply(CodedException failure) {
    return withPause(
        Reply.json(failure.code().status(), of(failure.code(), failure.detail())), failure);
  }

  /** A reply to a failure, with the pause that the client should make where there is one. */
  public static Reply withPause(Reply reply, CodedException failure) {
    var after = failure.retryAfter();
    return after == null
        ? reply
        : reply.with("Retry-After", String.valueOf(after.plusMillis(999).toSeconds()));
  }
}
