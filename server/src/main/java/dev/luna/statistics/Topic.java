package dev.luna.statistics;

/** What is counted. */
enum Topic {
  /** Requests: by route, and status. */
  REQUESTS,
  /** Errors: by route, and code. */
  ERRORS,
  /** Samples that networks have read, with the time and the batches of it: by kind of network. */
  ESTIMATORS,
  /** Images that came in, with the time that loading them took: by size. */
  IMAGES
}
