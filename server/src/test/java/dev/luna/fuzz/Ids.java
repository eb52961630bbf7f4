package dev.luna.fuzz;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Ids of objects that were made on the way, the newest of each kind, so that requests find
 * something. A kind is the name of the parameter that such an id is given to, and the path that
 * leads to it.
 */
final class Ids {
  private static final int KEPT = 40;
  private static final String SEARCHED = "q";
  private static final Pattern LAST = Pattern.compile("(/[a-z0-9_/]+/)([a-f0-9-]{36}|[0-9]+)");

  private final Map<String, Deque<String>> kinds = new HashMap<>();

  /** Notes the object that an answer's {@code Location} names. */
  synchronized void note(String location, String parameter) {
    var found = LAST.matcher(location);
    if (found.matches()) {
      add(found.group(1), found.group(2));
      add(parameter, found.group(2));
      add(SEARCHED, found.group(2));
    }
  }

  /** The object that a path names is gone. */
  synchronized void forget(String path) {
    var found = LAST.matcher(path);
    if (found.matches()) {
      kinds.values().forEach(ids -> ids.remove(found.group(2)));
      kinds.values().removeIf(Deque::isEmpty);
    }
  }

  private void add(String kind, String id) {
    var ids = kinds.computeIfAbsent(kind, _ -> new ArrayDeque<>());
    ids.addLast(id);
    if (ids.size() > KEPT) {
      ids.removeFirst();
    }
  }

  synchronized Optional<String> any(String kind, RandomGenerator random) {
    var ids = kinds.get(kind);
    return ids == null
        ? Optional.empty()
        : Optional.of(new ArrayList<>(ids).get(random.nextInt(ids.size())));
  }
}
