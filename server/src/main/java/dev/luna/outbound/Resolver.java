package dev.luna.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Gives the addresses of a host: the system's, or a prepared one in tests. */
interface Resolver {
  /**
   * @throws UnknownHostException if there is none
   */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
