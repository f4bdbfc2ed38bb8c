package io.herald.dns.access;

import io.herald.settings.Range;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.OPTRecord;

/**
 * How long a datagram to a client may be. Near clients, those of this machine and of private
 * networks, get longer ones: there no path drops fragments, and some of them, such as HAProxy's
 * resolvers, never come back over TCP for what was cut.
 *
 * @param near bytes to loopback, private (RFC 1918, ULA), shared (RFC 6598) and link-local
 *     addresses; 512 to 65535
 * @param others bytes to all others; 512 to 65535
 */
public record UdpSizes(int near, int others) {

  /** Sizes that may be set. */
  public static final Range RANGE = new Range(512, 65_535);

  /** What every client can take, EDNS or not (RFC 1035 §4.2.1). */
  public static final int WITHOUT_EDNS = 512;

  /** 1232 crosses every path unfragmented; 4096 is what clients that can take more ask for. */
  public static final UdpSizes DEFAULT = new UdpSizes(4096, 1232);

  private static final boolean HASH_IS_ADDRESS = isHashTheAddress();

  public UdpSizes {
    RANGE.require("near", near);
    RANGE.require("others", others);
  }

  /** The same for all clients. */
  public static UdpSizes of(int bytes) {
    return new UdpSizes(bytes, bytes);
  }

  /** The UDP size announced to that client, and its longest datagram; null: unknown client. */
  public int to(@Nullable InetAddress client) {
    return client != null && near != others && isNear(client) ? near : others;
  }

  /**
   * The longest datagram that this client gets.
   *
   * @param offered what its OPT record says that it takes; without one {@link #WITHOUT_EDNS}
   */
  public int limit(int offered, @Nullable InetAddress client) {
    return Math.max(WITHOUT_EDNS, Math.min(offered, to(client)));
  }

  /**
   * The same off the fast path.
   *
   * @param offered the query's OPT record; null if it has none
   */
  public int limit(@Nullable OPTRecord offered, @Nullable InetAddress client) {
    return limit(offered == null ? WITHOUT_EDNS : offered.getPayloadSize(), client);
  }

  /** Whether no path to it drops fragments. Allocates nothing for IPv4 and for {@code ::1}. */
  private static boolean isNear(InetAddress client) {
    if (client instanceof Inet4Address) {
      return isNear(word(client));
    }
    // The JDK gives the bytes only as a copy; fc00::/7 are unique local addresses (RFC 4193).
    return client.isLoopbackAddress()
        || client.isLinkLocalAddress()
        || (client.getAddress()[0] & 0xfe) == 0xfc;
  }

  private static boolean isNear(int address) {
    return switch (address >>> 24) {
      case 10, 127 -> true;
      case 100 -> (address >>> 22 & 3) == 1; // 100.64.0.0/10
      case 169 -> (address >>> 16 & 0xff) == 254;
      case 172 -> (address >>> 20 & 0xf) == 1; // 172.16.0.0/12
      case 192 -> (address >>> 16 & 0xff) == 168;
      default -> false;
    };
  }

  /** The bytes of an IPv4 address as a number; allocates nothing. */
  static int word(InetAddress address) {
    return HASH_IS_ADDRESS ? address.hashCode() : word(address.getAddress());
  }

  private static int word(byte[] bytes) {
    return (bytes[0] & 0xff) << 24
        | (bytes[1] & 0xff) << 16
        | (bytes[2] & 0xff) << 8
        | (bytes[3] & 0xff);
  }

  /** The JDK's IPv4 addresses have themselves as hash; where that isn't so, the bytes are read. */
  private static boolean isHashTheAddress() {
    byte[] bytes = {100, (byte) 200, 3, (byte) 254};
    try {
      return InetAddress.getByAddress(bytes).hashCode() == word(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 bytes are an address", e);
    }
  }
}
