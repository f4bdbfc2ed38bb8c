package io.herald.balancer.nftables;

import io.herald.balancer.plane.VipProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;

/** One address of a VIP with its port: what the kernel looks up. */
record VipAddress(InetAddress address, VipProtocol protocol, int port)
    implements Comparable<VipAddress> {

  private static final Comparator<VipAddress> ORDER =
      Comparator.<VipAddress, String>comparing(vip -> text(vip.address))
          .thenComparingInt(VipAddress::port)
          .thenComparing(VipAddress::protocol);

  /** As nft reads it; a zone, which a VIP can't have, is left out. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  boolean isV4() {
    return address instanceof Inet4Address;
  }

  /** {@code 4} or {@code 6}, the ending of the names of sets and maps. */
  String family() {
    return isV4() ? "4" : "6";
  }

  /** {@code ip} or {@code ip6}, as nft calls the protocol. */
  String layer() {
    return isV4() ? "ip" : "ip6";
  }

  /** Name of its chain: no other VIP has it. */
  String chain() {
    return protocol.text() + "_" + text(address).replace(':', '_') + "_" + port;
  }

  /** As an element of a map or set. */
  String element() {
    return text(address) + " . " + protocol.text() + " . " + port;
  }

  @Override
  public int compareTo(VipAddress other) {
    return ORDER.compare(this, other);
  }
}
