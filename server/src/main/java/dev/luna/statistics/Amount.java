package dev.luna.statistics;

/** How much there was of something. */
record Amount(Key key, long count, long nanos, double batches) {}
