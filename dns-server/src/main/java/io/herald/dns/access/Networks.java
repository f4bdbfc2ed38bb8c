package io.herald.dns.access;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A set of addresses and networks, IPv4 and IPv6. Immutable. */
public final class Networks {

  private final List<String> texts;
  private final List<IpSubnetFilterRule> subnets;

  private Networks(List<String> texts, List<IpSubnetFilterRule> subnets) {
    this.texts = List.copyOf(texts);
    this.subnets = List.copyOf(subnets);
  }

  /**
   * The set of these addresses and networks: {@code 10.1.2.3}, {@code 10.0.0.0/8}, {@code
   * fc00::/7}.
   *
   * @throws IllegalArgumentException naming the text that is neither
   */
  public static Networks of(List<String> texts) {
    List<IpSubnetFilterRule> subnets = new ArrayList<>();
    texts.forEach(text -> subnets.add(subnet(text)));
    return new Networks(texts, subnets);
  }

  private static IpSubnetFilterRule subnet(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean sixth = address.contains(":");
    if (!address.matches(sixth ? "[0-9a-fA-F:.]+" : "\\d+\\.\\d+\\.\\d+\\.\\d+")) {
      throw malformed(text);
    }
    try {
      int width = sixth ? 128 : 32;
      int prefix = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1));
      return new IpSubnetFilterRule(
          InetAddress.getByName(address), prefix, IpFilterRuleType.ACCEPT);
    } catch (java.net.UnknownHostException | IllegalArgumentException e) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no address or network; write 10.1.2.3, 10.0.0.0/8 or fc00::/7");
  }

  public boolean contains(InetAddress address) {
    InetSocketAddress socket = new InetSocketAddress(address, 0);
    return subnets.stream().anyMatch(subnet -> subnet.matches(socket));
  }

  @Override
  public String toString() {
    return texts.toString();
  }
}
