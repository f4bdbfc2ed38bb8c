package io.herald.facade.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.catalog.model.Agent;
import io.herald.services.instance.Instance;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;

/**
 * A node: the host of one or more agents.
 *
 * @param name its host name, as its agents give it
 * @param addresses none until the host is resolved
 */
record ConsulNode(String name, List<InetAddress> addresses) {

  ConsulNode {
    addresses = List.copyOf(addresses);
  }

  static ConsulNode of(Instance instance) {
    Agent agent = instance.agent();
    return new ConsulNode(
        agent.hostname().isEmpty() ? agent.pid().host() : agent.hostname(),
        instance.agentAddresses());
  }

  /** The same for the same name, here and in every replica. */
  String id() {
    return UUID.nameUUIDFromBytes(("herald-node:" + name).getBytes(UTF_8)).toString();
  }

  /** An address; the name while there is none, which readers then resolve themselves. */
  String address() {
    return addresses.isEmpty() ? name : addresses.get(0).getHostAddress();
  }
}
