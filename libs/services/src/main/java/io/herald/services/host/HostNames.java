package io.herald.services.host;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.runtime.text.Ascii;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The names of a host, in one spelling: names in lower case, addresses as Java writes them. An
 * announcement gives its host as the agent's host name, as an address, or as another name that
 * resolves to it; an agent has a host name and the address of its pid.
 */
public final class HostNames {

  private final HostBook book;

  public HostNames(HostBook book) {
    this.book = book;
  }

  /** The host of an endpoint: as it is written, and every address that it resolves to. */
  public Set<String> names(String host) {
    Set<String> names = new LinkedHashSet<>();
    names.add(spelled(host));
    for (InetAddress address : book.resolved(host)) {
      names.add(address.getHostAddress());
    }
    return names;
  }

  /** The hosts of an announcement's endpoints, as they are written, each once. */
  public static Set<String> of(Announcement announcement) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(announcement.serviceEndpoint().host());
    announcement.additionalEndpoints().values().forEach(endpoint -> hosts.add(endpoint.host()));
    return hosts;
  }

  /** The hosts that a task is on: its agent, and the addresses of its container. */
  public static Set<String> of(Task task, Agent agent) {
    Set<String> names = new LinkedHashSet<>();
    if (!agent.hostname().isEmpty()) {
      names.add(spelled(agent.hostname()));
    }
    names.add(spelled(agent.pid().host()));
    task.running().orElse(RunningStatus.EMPTY).addresses().forEach(a -> names.add(spelled(a)));
    return names;
  }

  public static String spelled(String host) {
    return IpText.parse(host)
        .map(InetAddress::getHostAddress)
        .orElseGet(() -> Ascii.lowerCase(host));
  }
}
