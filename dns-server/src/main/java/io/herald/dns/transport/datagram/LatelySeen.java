package io.herald.dns.transport.datagram;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The addresses of clients that were seen lately, so that they aren't made for each datagram. */
final class LatelySeen {

  private static final int ENTRIES = 1024;
  private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio

  private final long[] high = new long[ENTRIES];
  private final long[] low = new long[ENTRIES];
  private final @Nullable InetAddress[] addresses = new @Nullable InetAddress[ENTRIES];

  /** The address at that place. All that are asked for are of one family. */
  InetAddress address(ByteBuffer buffer, int at) {
    if (SocketAddresses.scope(buffer, at) != 0) {
      return SocketAddresses.address(buffer, at);
    }
    long high = SocketAddresses.high(buffer, at);
    long low = SocketAddresses.low(buffer, at);
    int entry = (int) (((high * 31 + low) * SPREAD) >>> 54);
    InetAddress known = addresses[entry];
    if (known == null || this.high[entry] != high || this.low[entry] != low) {
      known = SocketAddresses.address(buffer, at);
      this.high[entry] = high;
      this.low[entry] = low;
      addresses[entry] = known;
    }
    return known;
  }
}
