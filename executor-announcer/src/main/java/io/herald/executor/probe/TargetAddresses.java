package io.herald.executor.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of a host, in the order in which they are tried. {@code localhost} has both
 * loopback addresses, whatever a hosts file says or lacks.
 */
final class TargetAddresses {

  private static final String LOCALHOST = "localhost";

  private TargetAddresses() {}

  /**
   * All of them.
   *
   * @throws UnknownHostException if the name does not resolve
   */
  static List<InetAddress> of(String host) throws UnknownHostException {
    if (!host.equalsIgnoreCase(LOCALHOST)) {
      return List.of(InetAddress.getAllByName(host));
    }
    Set<InetAddress> all = new LinkedHashSet<>();
    try {
      all.addAll(List.of(InetAddress.getAllByName(LOCALHOST)));
    } catch (UnknownHostException e) {
      all.clear(); // A container without a hosts file has its loopback addresses all the same.
    }
    all.add(InetAddress.getByAddress(LOCALHOST, new byte[] {127, 0, 0, 1}));
    byte[] six = new byte[16];
    six[15] = 1;
    all.add(InetAddress.getByAddress(LOCALHOST, six));
    return List.copyOf(all);
  }

  /** An address as people write it: {@code ::1}. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf(':') < 0 ? text : text.replaceFirst("(^|:)(0(:|$)){2,}", "::");
  }
}
