package io.herald.dns.transport.datagram;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A bound UDP socket. One thread receives; any thread may {@link #send}, {@link #wake} and {@link
 * #close}, which has the thread that receives return.
 */
public interface UdpSocket extends Closeable {

  /** Most bytes of a datagram. */
  int LARGEST_DATAGRAM = 65_535;

  /** A way into the kernel, as metrics name it. */
  enum Way {
    /** Many datagrams for a system call: recvmmsg(2) and sendmmsg(2). */
    BATCHES,
    /** One by one, through the JDK's {@link java.nio.channels.DatagramChannel}. */
    CHANNEL
  }

  /** How datagrams go in and out. */
  Way way();

  /** The address that it is bound to, with its real port. */
  InetSocketAddress localAddress();

  /**
   * Waits for datagrams, has each answered and sends the replies.
   *
   * @return how many came; it may be 0 after {@link #wake}
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if the socket fails to receive
   */
  int receive(DatagramHandler handler) throws IOException;

  /** As {@link #receive}, without waiting: 0 if nothing has come. */
  int receiveNow(DatagramHandler handler) throws IOException;

  /**
   * Sends a datagram of its own, from any thread.
   *
   * @throws java.nio.channels.ClosedChannelException if it is closed
   */
  void send(byte[] message, InetSocketAddress client) throws IOException;

  /**
   * Has the thread return that waits in {@link #receive}, or is about to; to be repeated until it
   * has, and not to be used on a socket that shall receive further.
   */
  void wake();
}
