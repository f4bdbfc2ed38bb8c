package io.herald.dns.naming.names;

import io.herald.services.host.IpText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/** Names of single hosts, agents and masters, under a name that all of their kind share. */
public final class HostLabels {

  private HostLabels() {}

  /**
   * The labels that name the host; empty if nothing of it is usable. A host name keeps its dots; an
   * address, which would look like four labels, becomes one: {@code 10-0-0-1}.
   */
  public static String labels(LabelRules rules, String host) {
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
