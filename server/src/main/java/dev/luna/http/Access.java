package dev.luna.http;

/** Who may call a route. */
public enum Access {
  /** Everyone. */
  PUBLIC,
  /** An account of any type. */
  ACCOUNT,
  /** An account of type admin; others get an error. */
  ADMIN,
  /** An account of type admin; others are sent to the login page. */
  PAGE,
  /** As {@link #PAGE} for who prefers a page, everyone for who asks for data. */
  PAGE_OR_DATA
}
