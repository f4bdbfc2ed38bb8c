package io.herald.balancer.plane;

import java.net.InetAddress;

/** What a VIP is called: a name, which gets addresses of the pool, or an address of its own. */
public sealed interface VipHost extends Comparable<VipHost> {

  /** The name without zone, or the address. */
  String text();

  /** Names first, then addresses, each by their text. */
  @Override
  default int compareTo(VipHost other) {
    int kinds = Boolean.compare(this instanceof Fixed, other instanceof Fixed);
    return kinds != 0 ? kinds : text().compareTo(other.text());
  }

  /**
   * A name.
   *
   * @param text canonical {@code label.framework}, in lower case, without the zone: {@code
   *     sise.marathon}
   */
  record Named(String text) implements VipHost {}

  /** An address that stands in the label; it is used as it is and has no name. */
  record Fixed(InetAddress address) implements VipHost {
    @Override
    public String text() {
      return address.getHostAddress();
    }
  }
}
