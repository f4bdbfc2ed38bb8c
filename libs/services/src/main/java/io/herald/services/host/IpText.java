package io.herald.services.host;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses as text; never asks a resolver. */
public final class IpText {

  private IpText() {}

  /**
   * The address that {@code text} spells, IPv4 mapped into IPv6 as IPv4; empty if it is not an
   * address, but a host name, say.
   */
  public static Optional<InetAddress> parse(String text) {
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
