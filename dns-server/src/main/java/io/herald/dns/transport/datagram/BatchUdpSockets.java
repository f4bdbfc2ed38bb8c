package io.herald.dns.transport.datagram;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Sockets of Linux' own calls. */
final class BatchUdpSockets implements UdpSockets {

  /** Most datagrams for a call; the kernel takes no more than 1,024. */
  static final int MOST = 1024;

  private final SocketCalls calls;
  private final int batch;

  BatchUdpSockets(SocketCalls calls, int batch) {
    if (batch < 1 || batch > MOST) {
      throw new IllegalArgumentException("batch = " + batch + "; give 1 to " + MOST);
    }
    this.calls = calls;
    this.batch = batch;
  }

  @Override
  public boolean canShare() {
    return true;
  }

  @Override
  public UdpSocket open(InetSocketAddress address, boolean shared, int receiveBuffer)
      throws IOException {
    boolean ipv6 = address.getAddress() instanceof Inet6Address;
    int descriptor = calls.open(ipv6);
    try {
      calls.receiveBuffer(descriptor, receiveBuffer);
      if (shared) {
        calls.share(descriptor);
      }
      calls.bind(descriptor, address, ipv6);
      int port = calls.port(descriptor);
      InetSocketAddress local = new InetSocketAddress(address.getAddress(), port);
      return new BatchUdpSocket(calls, descriptor, local, batch);
    } catch (IOException | RuntimeException | Error e) {
      calls.close(descriptor);
      throw e;
    }
  }
}
