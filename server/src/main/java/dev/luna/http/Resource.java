package dev.luna.http;

import java.util.List;

/** Answers the operations of one tag of the specification. */
public interface Resource {
  /** Its table of routes. */
  List<Route> routes();
}
