package io.herald.dns.transport.datagram;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Socket addresses as Linux keeps them, at a place in a buffer of the machine's order: {@code
 * struct sockaddr_in} (family, port, address) and {@code struct sockaddr_in6} (family, port, flow,
 * address, scope); port and address in the network's order.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
 */
final class SocketAddresses {

  static final int INET = 2;
  static final int INET6 = 10;

  /** Bytes that hold either, kept aligned. */
  static final int ROOM = 32;

  private static final int PORT = 2;
  private static final int ADDRESS = 4;
  private static final int LENGTH = 16;
  private static final int ADDRESS_6 = 8;
  private static final int SCOPE_6 = 24;
  private static final int LENGTH_6 = 28;

  private SocketAddresses() {}

  /**
   * Writes an address.
   *
   * @param ipv6 whether the socket is an IPv6 one, where IPv4's addresses are mapped (RFC 4291
   *     §2.5.5.2)
   * @return its length in bytes
   */
  static int write(InetSocketAddress address, boolean ipv6, ByteBuffer buffer, int at) {
    byte[] bytes = address.getAddress().getAddress();
    if (!ipv6 && bytes.length > 4) {
      throw new IllegalArgumentException(
          address + " is an IPv6 address, and the socket is one of IPv4");
    }
    for (int i = 0; i < ROOM; i++) {
      buffer.put(at + i, (byte) 0);
    }
    buffer.putShort(at, (short) (ipv6 ? INET6 : INET));
    buffer.put(at + PORT, (byte) (address.getPort() >> 8));
    buffer.put(at + PORT + 1, (byte) address.getPort());
    if (!ipv6) {
      buffer.put(at + ADDRESS, bytes);
      return LENGTH;
    }
    if (bytes.length == 4) {
      boolean any = address.getAddress().isAnyLocalAddress();
      if (!any) {
        buffer.put(at + ADDRESS_6 + 10, (byte) 0xff).put(at + ADDRESS_6 + 11, (byte) 0xff);
        buffer.put(at + ADDRESS_6 + 12, bytes);
      }
    } else {
      buffer.put(at + ADDRESS_6, bytes);
      buffer.putInt(at + SCOPE_6, ((Inet6Address) address.getAddress()).getScopeId());
    }
    return LENGTH_6;
  }

  static int port(ByteBuffer buffer, int at) {
    return ((buffer.get(at + PORT) & 0xff) << 8) | (buffer.get(at + PORT + 1) & 0xff);
  }

  /** The address' own bytes; a mapped one is IPv4's. */
  static InetAddress address(ByteBuffer buffer, int at) {
    boolean ipv6 = isIpv6(buffer, at);
    byte[] bytes = new byte[ipv6 ? 16 : 4];
    buffer.get(at + (ipv6 ? ADDRESS_6 : ADDRESS), bytes);
    try {
      int scope = scope(buffer, at);
      return scope == 0
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are an address", e);
    }
  }

  /** The interface that a link-local address is meant for; 0 if it is not one. */
  static int scope(ByteBuffer buffer, int at) {
    return isIpv6(buffer, at) ? buffer.getInt(at + SCOPE_6) : 0;
  }

  /** The first half of an IPv6 address' bytes; 0 of an IPv4 one. */
  static long high(ByteBuffer buffer, int at) {
    return isIpv6(buffer, at) ? buffer.getLong(at + ADDRESS_6) : 0;
  }

  /** The second half of an IPv6 address' bytes; all of an IPv4 one. */
  static long low(ByteBuffer buffer, int at) {
    return isIpv6(buffer, at)
        ? buffer.getLong(at + ADDRESS_6 + 8)
        : buffer.getInt(at + ADDRESS) & 0xffffffffL;
  }

  private static boolean isIpv6(ByteBuffer buffer, int at) {
    return buffer.getShort(at) == INET6;
  }
}
