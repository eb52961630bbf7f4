package dev.luna.config;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ranges of IP addresses, written as CIDRs with commas between them. */
public record Networks(List<Network> all) {
  /** No address at all. */
  public static final Networks NONE = new Networks(List.of());

  public Networks {
    all = List.copyOf(all);
  }

  /**
   * Reads what {@link #toString} writes; empty text is {@link #NONE}.
   *
   * @throws IllegalArgumentException naming the first that is not a CIDR
   */
  public static Networks parse(String text) {
    return new Networks(
        Stream.of(text.split(",", -1))
            .map(String::strip)
            .filter(network -> !text.isBlank())
            .map(Network::parse)
            .toList());
  }

  public boolean contain(InetAddress address) {
    return all.stream().anyMatch(network -> network.contains(address));
  }

  @Override
  public String toString() {
    return all.stream().map(Network::toString).collect(Collectors.joining(", "));
  }
}
