package io.herald.dns.transport.datagram;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a thread that waits for datagrams, by one of no bytes; where several sockets share the
 * port, the kernel may give it to another of them.
 */
final class Waker {

  private static final Logger log = LoggerFactory.getLogger(Waker.class);

  private final InetSocketAddress local;

  Waker(InetSocketAddress local) {
    this.local = local;
  }

  void wake() {
    InetAddress host =
        local.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : local.getAddress();
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.send(ByteBuffer.allocate(0), new InetSocketAddress(host, local.getPort()));
    } catch (IOException e) {
      log.debug("{} can't be woken: {}", local, e.getMessage());
    }
  }
}
