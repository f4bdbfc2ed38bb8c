package io.herald.balancer.plane;

import java.net.InetAddress;
import java.util.Comparator;

/** What a VIP is called: a name, which gets addresses of the pool, or an address of its own. */
public sealed interface VipHost extends Comparable<VipHost> {

  /** Names first, then addresses, each by the bytes of their text. */
  Comparator<VipHost> ORDER =
      Comparator.<VipHost, Boolean>comparing(host -> host instanceof Fixed)
          .thenComparing(VipHost::text);

  /** The name without zone, or the address. */
  String text();

  @Override
  default int compareTo(VipHost other) {
    return ORDER.compare(this, other);
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
