package dev.luna.config;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of IP addresses in CIDR form: those that share the first {@code bits} of {@code base}.
 */
public record Network(InetAddress base, int bits) {
  private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]+)/([0-9]{1,3})");
  private static final Pattern PLAIN_IPV4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");

  /**
   * @throws IllegalArgumentException if there are fewer bits in the address than asked for, or bits
   *     set beyond them: a slip there would open more than was meant
   */
  public Network {
    int size = base.getAddress().length * Byte.SIZE;
    if (bits < 0 || bits > size) {
      throw new IllegalArgumentException("/%d is not between /0 and /%d".formatted(bits, size));
    }
    if (number(base).getLowestSetBit() >= 0 && number(base).getLowestSetBit() < size - bits) {
      throw new IllegalArgumentException(
          "%s has bits beyond the first %d".formatted(base.getHostAddress(), bits));
    }
  }

  /**
   * Reads {@code 10.0.0.0/8} or {@code fd00::/8}.
   *
   * @throws IllegalArgumentException if it is nothing of the kind
   */
  public static Network parse(String text) {
    var cidr = CIDR.matcher(text);
    if (!cidr.matches()) {
      throw new IllegalArgumentException("'%s' is not a network like 10.0.0.0/8".formatted(text));
    }
    try {
      return new Network(literal(cidr.group(1)), Integer.parseInt(cidr.group(2)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'%s': %s".formatted(text, e.getMessage()), e);
    }
  }

  /**
   * Reads an IP address in its plain form only: four decimal numbers without leading zeros, or IPv6
   * without brackets and zone. An IPv4 address inside of {@code ::ffff:0:0/96} comes back as such.
   *
   * @throws IllegalArgumentException for every other form, whatever an operating system reads in it
   */
  public static InetAddress literal(String text) {
    if (!PLAIN_IPV4.matcher(text).matches() && (!text.contains(":") || text.contains("%"))) {
      throw new IllegalArgumentException("'%s' is not a plain IP address".formatted(text));
    }
    return InetAddress.ofLiteral(text);
  }

  /** Whether {@code address} is one of these; an IPv4 address inside of IPv6 counts as IPv4. */
  public boolean contains(InetAddress address) {
    var plain = plain(address);
    int size = base.getAddress().length * Byte.SIZE;
    return plain.getAddress().length * Byte.SIZE == size
        && number(plain).xor(number(base)).shiftRight(size - bits).signum() == 0;
  }

  /** Without zone; and as IPv4 where it is mapped. */
  private static InetAddress plain(InetAddress address) {
    try {
      return address instanceof Inet4Address
          ? address
          : InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  @Override
  public String toString() {
    return base.getHostAddress() + "/" + bits;
  }
}
