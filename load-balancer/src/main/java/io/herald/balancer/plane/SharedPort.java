package io.herald.balancer.plane;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;

/**
 * Whether another process has an address open. With SO_REUSEPORT a second one may open it as well,
 * and the kernel shares the clients out between the two; without, it may not.
 */
public final class SharedPort {

  private SharedPort() {}

  /**
   * Tries to have the address alone. Asked before an own socket is opened there.
   *
   * @return false also if it can't be had for another reason, which opening it will tell
   */
  public static boolean isOpenElsewhere(VipProtocol protocol, InetSocketAddress address) {
    StandardProtocolFamily family =
        address.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    try (NetworkChannel alone =
        protocol == VipProtocol.TCP
            ? ServerSocketChannel.open(family)
            : DatagramChannel.open(family)) {
      // After a restart connections of the process before may be left, which don't matter.
      alone.setOption(StandardSocketOptions.SO_REUSEADDR, protocol == VipProtocol.TCP);
      alone.bind(address);
      return false;
    } catch (BindException e) {
      return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("already in use");
    } catch (IOException e) {
      return false;
    }
  }
}
