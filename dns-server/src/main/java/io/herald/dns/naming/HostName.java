package io.herald.dns.naming;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of single hosts, agents and masters, under a name that all of their kind share. */
final class HostName {

  /** Underscores are no part of a host name, but there are such hosts (RFC 952, RFC 1123 §2.1). */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");

  private HostName() {}

  /** Whether a resolver could know it: an address, or labels of letters, digits and hyphens. */
  static boolean isPossible(String host) {
    return IpText.parse(host).isPresent() || (host.length() < 254 && HOST.matcher(host).matches());
  }

  /**
   * The labels that name the host; empty if nothing of it is usable. A host name keeps its dots; an
   * address, which would look like four labels, becomes one: {@code 10-0-0-1}.
   */
  static String labels(LabelRules rules, String host) {
    Optional<InetAddress> address = IpText.parse(host);
    if (address.isEmpty()) {
      return rules.fragment(host);
    }
    // Digits first and over 24 characters: what the rules for names would cut away.
    return address
        .get()
        .getHostAddress()
        .replace(address.get() instanceof Inet6Address ? ':' : '.', '-');
  }
}
