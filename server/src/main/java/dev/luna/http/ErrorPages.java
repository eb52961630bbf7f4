package dev.luna.http;

import dev.luna.errors.ErrorCode;

/** Shows an error to a person, who came with a browser. */
public interface ErrorPages {
  /** A page with the error's status, saying what to do next. */
  Reply error(RawRequest request, ErrorCode code, ErrorReply error);
}
