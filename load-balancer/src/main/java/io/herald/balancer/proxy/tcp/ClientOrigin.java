package io.herald.balancer.proxy.tcp;

import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a connection comes from and went to, as the PROXY protocol tells it.
 *
 * @param source the client
 * @param destination what the client has connected to
 */
public record ClientOrigin(InetSocketAddress source, InetSocketAddress destination) {

  /** As a header tells it; that of a check, or without addresses, says nothing of the client. */
  ClientOrigin told(HAProxyMessage header) {
    boolean internet =
        header.proxiedProtocol() == HAProxyProxiedProtocol.TCP4
            || header.proxiedProtocol() == HAProxyProxiedProtocol.TCP6;
    if (header.command() == HAProxyCommand.LOCAL || !internet) {
      return this;
    }
    return new ClientOrigin(
        address(header.sourceAddress(), header.sourcePort()),
        address(header.destinationAddress(), header.destinationPort()));
  }

  private static InetSocketAddress address(String text, int port) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
    if (address == null) {
      throw new IllegalArgumentException("\"" + text + "\" is not an address");
    }
    return new InetSocketAddress(address, port);
  }

  /** The header that tells a backend of it, version 2. */
  HAProxyMessage header() {
    boolean four =
        source.getAddress() instanceof Inet4Address
            && destination.getAddress() instanceof Inet4Address;
    return new HAProxyMessage(
        HAProxyProtocolVersion.V2,
        HAProxyCommand.PROXY,
        four ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
        text(source, four),
        text(destination, four),
        source.getPort(),
        destination.getPort());
  }

  /** An IPv4 address beside an IPv6 one is written as one of those: {@code ::ffff:10.0.0.1}. */
  private static String text(InetSocketAddress address, boolean four) {
    String text = NetUtil.toAddressString(address.getAddress());
    return four || text.contains(":") ? text : "::ffff:" + text;
  }
}
