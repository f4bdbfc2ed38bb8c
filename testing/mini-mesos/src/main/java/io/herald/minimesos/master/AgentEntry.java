package io.herald.minimesos.master;

import io.herald.minimesos.link.AgentPort;
import io.herald.minimesos.loop.Timer;
import io.herald.minimesos.resources.ResourceSet;
import java.time.Instant;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentInfo;

/** A registered agent as the master knows it. Plain state of the cluster's thread. */
final class AgentEntry {

  final String id;
  final AgentInfo info;
  final String pid;
  final Instant registered;
  final ResourceSet total;
  AgentPort port;
  boolean active = true;
  Optional<Instant> reregistered = Optional.empty();
  Timer pingTimeout = Timer.NONE;

  AgentEntry(AgentInfo info, String pid, AgentPort port, Instant registered) {
    this.id = info.getId().getValue();
    this.info = info;
    this.pid = pid;
    this.port = port;
    this.registered = registered;
    this.total = ResourceSet.of(info.getResourcesList());
  }
}
