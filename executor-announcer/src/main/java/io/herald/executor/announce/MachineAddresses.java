package io.herald.executor.announce;

import io.herald.executor.options.AddressMode;
import io.herald.runtime.failure.Reason;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of the agent and of this container, best first.
 *
 * <p>The agent's: the one in its endpoint, then what its host name resolves to. The container's:
 * {@code MESOS_CONTAINER_IP}, then those of the network interfaces that the executor sees, without
 * loopback and link-local ones.
 *
 * @param agentEndpoint {@code host:port}, an IPv6 address in brackets ({@code
 *     MESOS_AGENT_ENDPOINT})
 * @param environment the executor's
 */
public record MachineAddresses(
    String agentEndpoint, String agentHostname, Map<String, String> environment)
    implements AddressMode.Addresses {

  private static final Logger log = LoggerFactory.getLogger(MachineAddresses.class);

  @Override
  public List<InetAddress> ofAgent() {
    int colon = agentEndpoint.lastIndexOf(':');
    String host = colon < 0 ? agentEndpoint : agentEndpoint.substring(0, colon);
    Set<InetAddress> all = new LinkedHashSet<>(lookUp(host));
    all.addAll(lookUp(agentHostname));
    return List.copyOf(all);
  }

  /** What a machine's name resolves to, then its network interfaces; loopback last. */
  public List<InetAddress> loopbackLast() {
    List<InetAddress> named = new ArrayList<>(ofAgent());
    List<InetAddress> loopback = named.stream().filter(InetAddress::isLoopbackAddress).toList();
    named.removeAll(loopback);
    named.addAll(ofContainer());
    named.addAll(loopback);
    return named.stream().distinct().toList();
  }

  @Override
  public List<InetAddress> ofContainer() {
    Set<InetAddress> all = new LinkedHashSet<>();
    String given = environment.get("MESOS_CONTAINER_IP");
    if (given != null) {
      all.addAll(lookUp(given));
    }
    try {
      for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
        if (card.isUp()) {
          all.addAll(card.inetAddresses().filter(MachineAddresses::isReachable).toList());
        }
      }
    } catch (SocketException e) {
      log.warn("the network interfaces can't be listed: {}", Reason.of(e));
    }
    return List.copyOf(all);
  }

  private static boolean isReachable(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress();
  }

  private static List<InetAddress> lookUp(String host) {
    if (host.isEmpty()) {
      return List.of();
    }
    try {
      return new ArrayList<>(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException e) {
      log.info("{} does not resolve", host);
      return List.of();
    }
  }
}
