package io.herald.dns.access;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses of other DNS servers, as settings write them; host names are none. */
public final class ServerAddress {

  private static final int DNS_PORT = 53;

  private ServerAddress() {}

  /** Reads an address, with port 53, or {@code address:port}, {@code [v6]:port}; else empty. */
  public static Optional<InetSocketAddress> parse(String text) {
    Optional<InetAddress> bare = text.startsWith("[") ? Optional.empty() : address(text);
    if (bare.isPresent()) {
      return bare.map(address -> new InetSocketAddress(address, DNS_PORT));
    }
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 0 || !port.matches("\\d{1,5}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port);
    String host = text.substring(0, colon);
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    if (number < 1 || number > 65_535 || (host.indexOf(':') >= 0 && !brackets)) {
      return Optional.empty();
    }
    return address(brackets ? host.substring(1, host.length() - 1) : host)
        .map(address -> new InetSocketAddress(address, number));
  }

  /** As it is read, without the usual port. */
  public static String text(InetSocketAddress server) {
    return server.getPort() == DNS_PORT
        ? NetUtil.toAddressString(server.getAddress())
        : NetUtil.toSocketAddressString(server);
  }

  private static Optional<InetAddress> address(String text) {
    byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }
}
