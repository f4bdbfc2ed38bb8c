package io.herald.executor.options;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** Where the host of an announced endpoint comes from. */
public enum AddressMode {
  /** The agent's host name, as it calls itself. Aurora's way. */
  HOSTNAME,
  /** The agent's IPv4 address. */
  IP,
  /** The agent's IPv6 address. */
  IPV6,
  /** The IPv4 address of the container that the executor runs in. */
  CONTAINER_IP,
  /** The IPv6 address of the container that the executor runs in. */
  CONTAINER_IPV6;

  /** The addresses to choose from, best first. Resolved only if needed; may block. */
  public interface Addresses {

    List<InetAddress> ofAgent();

    List<InetAddress> ofContainer();
  }

  /**
   * The host to announce.
   *
   * @throws IllegalArgumentException with a sentence, if there is no such address
   */
  public String host(String agentHostname, Addresses addresses) {
    return switch (this) {
      case HOSTNAME -> agentHostname;
      case IP -> first(addresses.ofAgent(), Inet4Address.class, machine(agentHostname));
      case IPV6 -> first(addresses.ofAgent(), Inet6Address.class, machine(agentHostname));
      case CONTAINER_IP ->
          first(addresses.ofContainer(), Inet4Address.class, "the executor's container");
      case CONTAINER_IPV6 ->
          first(addresses.ofContainer(), Inet6Address.class, "the executor's container");
    };
  }

  private static String machine(String hostname) {
    return hostname.isEmpty() ? "this machine" : "the agent " + hostname;
  }

  private String first(
      List<InetAddress> addresses, Class<? extends InetAddress> family, String whose) {
    return addresses.stream()
        .filter(family::isInstance)
        .map(AddressMode::text)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--announcer-address = "
                        + this
                        + ": "
                        + whose
                        + " has no such address that others can reach; it has "
                        + addresses.stream().map(AddressMode::text).toList()
                        + ". Choose another, or give the host with --announcer-hostname."));
  }

  /** Without the zone that Java adds to an IPv6 address. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
