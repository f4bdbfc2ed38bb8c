package io.herald.dns.transport.datagram;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens UDP sockets, in the way that this machine and the settings allow. */
public interface UdpSockets {

  /** Whether several sockets may share an address, so that the kernel spreads clients over them. */
  boolean canShare();

  /**
   * Opens a socket.
   *
   * @param address port 0 is any free one
   * @param shared whether other sockets that ask for it, too, may have the same address
   * @param receiveBuffer bytes that the kernel is asked to keep for it; it may grant fewer
   * @throws java.net.BindException if the address is taken, isn't this machine's or isn't permitted
   */
  UdpSocket open(InetSocketAddress address, boolean shared, int receiveBuffer) throws IOException;

  /**
   * The best way of this machine.
   *
   * @param batch most datagrams for one system call; 1: the JDK's channel
   */
  static UdpSockets of(int batch) {
    if (batch == 1) {
      return new ChannelUdpSockets();
    }
    try {
      return new BatchUdpSockets(SocketCalls.load(), batch);
    } catch (UnsupportedOperationException e) {
      Logger log = LoggerFactory.getLogger(UdpSockets.class);
      log.info(
          "UDP: each datagram takes system calls of its own, as {}; queries cost more CPU time so",
          e.getMessage());
      return new ChannelUdpSockets();
    }
  }
}
