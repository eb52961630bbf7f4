package dev.luna.outbound;

import dev.luna.config.Network;
import dev.luna.outbound.OutboundException.Reason;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * An address of a user, read in the one way that leaves no room for another reading.
 *
 * @param host lower case ASCII without a last dot, or an IP address without brackets
 * @param literal the IP address, where the host is one
 * @param port -1 for the one of the scheme
 * @param path with query, in ASCII
 */
record Target(String scheme, String host, @Nullable InetAddress literal, int port, String path) {
  private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+");

  // What some resolvers read as IPv4: the last label is a number, in whatever base.
  private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)");

  private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
  private static final int LONGEST_NAME = 253;

  private record Name(String host, @Nullable InetAddress literal) {}

  /**
   * @throws OutboundException REFUSED, if it cannot be called
   */
  static Target of(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused("its scheme is neither http nor https");
    }
    String authority = address.getRawAuthority();
    if (authority == null) {
      throw refused("it has no host");
    }
    if (authority.indexOf('@') >= 0) {
      throw refused("it has a user in front of its host");
    }
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    String host = end < 0 ? authority : authority.substring(0, end);
    var name = host.startsWith("[") ? inBrackets(host) : name(host);
    int port = end < 0 || end == authority.length() ? -1 : port(authority.substring(end));
    boolean usual = port == (scheme.equals("http") ? 80 : 443);
    return new Target(scheme, name.host(), name.literal(), usual ? -1 : port, path(address));
  }

  private static Name inBrackets(String host) {
    String inner = host.substring(1, host.length() - 1);
    if (!IPV6.matcher(inner).matches()) {
      throw refused("what is in its brackets is not an IPv6 address");
    }
    return literal(inner);
  }

  private static Name name(String written) {
    String host = ascii(written).toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (NUMERIC.matcher(host).matches()) {
      return literal(host);
    }
    if (host.length() > LONGEST_NAME || !NAME.matcher(host).matches()) {
      throw refused("its host is not a name");
    }
    return new Name(host, null);
  }

  private static Name literal(String text) {
    try {
      var literal = Network.literal(text);
      return new Name(literal.getHostAddress(), literal);
    } catch (IllegalArgumentException e) {
      throw refused("its host is not an IP address in plain form");
    }
  }

  private static String ascii(String host) {
    try {
      return IDN.toASCII(host);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw refused("its host is not a name");
    }
  }

  private static int port(String text) {
    var port = PORT.matcher(text);
    if (port.matches()) {
      int number = Integer.parseInt(port.group(1));
      if (number >= 1 && number <= 0xffff) {
        return number;
      }
    }
    throw refused("its port is not between 1 and 65535");
  }

  private static String path(URI address) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(address.toString())) {
      throw refused("it has halves of characters");
    }
    var ascii = URI.create(address.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
  }

  private static OutboundException refused(String why) {
    return new OutboundException(Reason.REFUSED, "The address is not called: " + why);
  }

  HttpHost httpHost() {
    return new HttpHost(scheme, host, port);
  }

  URI address() {
    return URI.create(scheme + "://" + shown() + path);
  }

  /** Host and port, for people. */
  String shown() {
    String shown = literal instanceof Inet6Address ? "[" + host + "]" : host;
    return port < 0 ? shown : shown + ":" + port;
  }
}
