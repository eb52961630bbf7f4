package dev.luna.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Names with prepared addresses; one that is asked for repeatedly gives one set after another. */
final class Names implements Resolver {
  private final Map<String, Iterator<String>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * @param sets of addresses with commas, for one question each
   */
  Names with(String host, String... sets) {
    answers.put(host, List.of(sets).iterator());
    return this;
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    asked.add(host);
    var sets = answers.get(host);
    if (sets == null || !sets.hasNext()) {
      throw new UnknownHostException(host);
    }
    return addresses(sets.next());
  }

  static InetAddress[] addresses(String set) {
    return Arrays.stream(set.split(",", -1))
        .map(InetAddress::ofLiteral)
        .toArray(InetAddress[]::new);
  }
}
