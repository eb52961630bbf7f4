package dev.luna.outbound;

import dev.luna.config.Network;
import dev.luna.config.Networks;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Which IP addresses are public and of one machine, after the registries of special addresses of
 * IANA. {@link InetAddress} knows only a part of them.
 */
final class PublicAddresses {
  private static final Networks SPECIAL_IPV4 =
      Networks.parse(
          """
          0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12,
          192.0.0.0/24, 192.0.2.0/24, 192.88.99.0/24, 192.168.0.0/16, 198.18.0.0/15,
          198.51.100.0/24, 203.0.113.0/24, 224.0.0.0/4, 240.0.0.0/4\
          """);

  /** Public by its number, but answered by the host of a virtual machine in Azure. */
  private static final Networks METADATA = Networks.parse("168.63.129.16/32");

  /**
   * All that is given to networks of the public; mapped, translated and local forms lie outside.
   */
  private static final Network GLOBAL_IPV6 = Network.parse("2000::/3");

  /** Protocols (with Teredo, benchmarks and ORCHID), documentation, 6to4, documentation. */
  private static final Networks SPECIAL_IPV6 =
      Networks.parse("2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20");

  private PublicAddresses() {}

  static boolean contain(InetAddress address) {
    if (isIpv4(address)) {
      return !SPECIAL_IPV4.contain(address) && !METADATA.contain(address);
    }
    return GLOBAL_IPV6.contains(address)
        && !SPECIAL_IPV6.contain(address)
        && !isTunnelOfIpv4(address.getAddress());
  }

  private static boolean isIpv4(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress()) instanceof Inet4Address;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** ISATAP: below any prefix, the last four bytes are an IPv4 address that a router turns to. */
  private static boolean isTunnelOfIpv4(byte[] ipv6) {
    return (ipv6[8] & ~0x03) == 0 && ipv6[9] == 0 && ipv6[10] == 0x5e && ipv6[11] == (byte) 0xfe;
  }
}
