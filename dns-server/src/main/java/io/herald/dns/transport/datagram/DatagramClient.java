package io.herald.dns.transport.datagram;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Who sent a datagram; to be asked only while that datagram is being answered. */
public interface DatagramClient {

  /** The address alone; for a client that was seen lately it is not made anew. */
  InetAddress address();

  /** Address and port, for a reply that comes later; made anew. */
  InetSocketAddress socketAddress();
}
