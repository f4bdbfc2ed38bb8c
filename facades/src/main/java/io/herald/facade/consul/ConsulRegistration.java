package io.herald.facade.consul;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * An instance under one name of Consul's: what a registration with a local agent would be.
 *
 * @param service name of the service
 * @param id unique on its node
 * @param addresses where it is reached; none until its host is resolved
 * @param port 0: it has none
 * @param tags sorted, each once
 * @param meta sorted by key
 * @param weight among healthy instances, at least 1
 * @param output what its check says beside the status
 */
record ConsulRegistration(
    String service,
    String id,
    ConsulNode node,
    List<InetAddress> addresses,
    int port,
    List<String> tags,
    Map<String, String> meta,
    int weight,
    CheckStatus status,
    String output) {

  /** An address; the node's while there is none. */
  String address() {
    return addresses.isEmpty() ? node.address() : addresses.get(0).getHostAddress();
  }

  /** Of its check; unique on its node. */
  String checkId() {
    return "service:" + id;
  }
}
