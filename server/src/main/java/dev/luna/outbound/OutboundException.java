package dev.luna.outbound;

import org.jspecify.annotations.Nullable;

/**
 * A call that brought no answer. The message names host and port and may be shown to operators; it
 * has neither user, path nor query of the address, and nothing that the receiver sent.
 */
public final class OutboundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  OutboundException(Reason reason, String message) {
    this(reason, message, null);
  }

  OutboundException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why there is no answer. */
  public enum Reason {
    /** The address is of a form or leads to a place that is not called. Nothing was sent. */
    REFUSED,
    /** The host has no address, or none could be learned. Nothing was sent. */
    UNRESOLVED,
    /** No address of the host takes a connection. Nothing was sent. */
    UNREACHABLE,
    /** The time of the call was over; the receiver may have got the request. */
    TIMEOUT,
    /**
     * TLS failed, or the answer broke off or is not HTTP; the receiver may have got the request.
     */
    BROKEN
  }
}
