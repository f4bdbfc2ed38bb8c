package io.herald.balancer.nftables;

import java.net.InetAddress;

/** Where the connections of a VIP go; two backends at one address are one. */
record NatTarget(InetAddress address, int port) {

  /** As nft reads it in a map. */
  String element() {
    return VipAddress.text(address) + " . " + port;
  }
}
