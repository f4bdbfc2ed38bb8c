package io.herald.dns.transport.datagram;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Sockets of the JDK. */
final class ChannelUdpSockets implements UdpSockets {

  @Override
  public boolean canShare() {
    try (DatagramChannel any = DatagramChannel.open()) {
      return any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
    } catch (IOException e) {
      return false; // the socket that is opened next says why
    }
  }

  @Override
  public UdpSocket open(InetSocketAddress address, boolean shared, int receiveBuffer)
      throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      if (shared) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      return new ChannelUdpSocket(channel.bind(address));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
