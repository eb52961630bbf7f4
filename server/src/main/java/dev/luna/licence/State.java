package dev.luna.licence;

/** How it is with a licence. */
public enum State {
  /** There is no file, and none is required. */
  NONE,
  VALID,
  /** Valid, but for less than two weeks. */
  EXPIRING,
  EXPIRED,
  /** Not to be believed: missing, unreadable or signed by somebody else. */
  INVALID
}
