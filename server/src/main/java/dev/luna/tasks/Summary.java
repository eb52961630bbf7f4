package dev.luna.tasks;

/** A partial result of a kind of task. Summaries add up in any order; the kind has an empty one. */
public interface Summary<S extends Summary<S>> {
  S plus(S other);
}
