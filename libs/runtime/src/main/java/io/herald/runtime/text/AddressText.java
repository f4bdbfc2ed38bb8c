package io.herald.runtime.text;

import static java.util.stream.Collectors.joining;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;

/** Socket addresses as people write them; Java would put a slash before each. */
public final class AddressText {

  private AddressText() {}

  /** {@code 127.0.0.1:53}, {@code [::1]:53}, or {@code host:53} if it was never resolved. */
  public static String of(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** The same; an address that isn't one of the Internet as it tells itself. */
  public static String of(SocketAddress address) {
    return address instanceof InetSocketAddress internet ? of(internet) : address.toString();
  }

  /** Several, with commas between them. */
  public static String of(Collection<InetSocketAddress> addresses) {
    return addresses.stream().map(AddressText::of).collect(joining(", "));
  }
}
